using System.Text.Json.Nodes;
using CsCheck;
using OlmoRL.Verification.Instructions;
using OlmoRL.Verification.Tests.Fakes;
using OlmoRL.Verification.Tests.Instructions.Cases;

namespace OlmoRL.Verification.Tests.Instructions;

public sealed class ConstraintTests
{
    public static TheoryData<int, string> Cases => [.. ConstraintCase.All.Index().Select(c => (c.Index, c.Item.Id))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_response_that_meets_it_is_told_from_one_that_does_not(int index, string id)
    {
        var one = ConstraintCase.All[index];

        Assert.Equal(id, one.Call.Constraint.Id);
        Assert.True(one.Call.IsMetStrictly(one.Met), one.Met);
        Assert.True(one.Call.IsMetLoosely(one.Met));
        Assert.False(one.Call.IsMetStrictly(one.NotMet), one.NotMet);
    }

    [Fact]
    public void Every_constraint_has_a_case()
    {
        var covered = ConstraintCase.All.Select(c => c.Id).ToHashSet();

        Assert.All(ConstraintRegistry.Sources.SelectMany(s => s.Constraints), c => Assert.Contains(c.Id, covered));
    }

    [Fact]
    public void What_is_met_strictly_is_met_loosely_and_no_text_makes_a_constraint_throw()
    {
        ConstraintCall[] calls = [.. ConstraintCase.All.Where(c => !c.Id.Contains("language", StringComparison.Ordinal)
            && !c.Id.Contains("english", StringComparison.Ordinal)).Select(c => c.Call)];

        var marks = Gen.Char[" aA.,!?\n*-<>[]\"'(){}#1é"].Array[0, 60].Select(c => new string(c));
        Gen.Select(Gen.OneOfConst(calls), Gen.OneOf(Gen.String, marks)).Sample((call, text) =>
            !call.IsMetStrictly(text) || call.IsMetLoosely(text));
    }

    [Fact]
    public void No_constraint_is_met_by_an_empty_response() =>
        Assert.All(ConstraintCase.All, one => Assert.False(one.Call.IsMetLoosely(" \n")));

    [Fact]
    public void An_argument_that_is_missing_is_refused_and_never_made_up() => Assert.All(
        ConstraintCase.All.Where(c => c.Arguments != "{}"),
        one => Assert.Contains("needs", Assert.Throws<ConstraintException>(() => ConstraintRegistry.Call(one.Id, [])).Message, StringComparison.Ordinal));

    [Fact]
    public void An_argument_that_no_constraint_has_is_refused() =>
        Assert.Throws<ConstraintException>(() => ConstraintRegistry.Call("punctuation:no_comma", new JsonObject { ["N"] = 1 }));

    [Fact]
    public void Every_row_of_IFBench_is_understood()
    {
        var rows = SharedData.Rows("ifbench/IFBench_test.jsonl");

        var calls = rows.Select(r => InstructionTarget.Read("", r.ToJsonString())).ToArray();

        Assert.Equal(300, calls.Length);
        Assert.Equal(344, calls.Sum(c => c.Count));
        Assert.All(calls.SelectMany(c => c), c => _ = c.IsMetLoosely("Some text, of two sentences. Here is the second!"));
    }
}
