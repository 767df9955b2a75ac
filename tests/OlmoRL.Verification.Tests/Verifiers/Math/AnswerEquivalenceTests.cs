using OlmoRL.Verification.Algebra;
using OlmoRL.Verification.Tests.Verifiers.Math.Pairs;

namespace OlmoRL.Verification.Tests.Verifiers.Math;

public sealed class AnswerEquivalenceTests
{
    private const int PairCount = 2000;

    [Fact]
    public void Re_spellings_are_the_same_answer()
    {
        var missed = Respellings.Draw(PairCount).Where(p => !AnswerEquivalence.Same(p.Gold, p.Answer)).ToList();

        Assert.True(missed.Count <= PairCount / 100, string.Join('\n', missed.Select(p => $"{p.Kind}: {p.Gold} | {p.Answer}")));
    }

    [Fact]
    public void Near_misses_are_other_answers()
    {
        var accepted = NearMisses.Draw(PairCount).Where(p => AnswerEquivalence.Same(p.Gold, p.Answer)).ToList();

        Assert.True(accepted.Count == 0, string.Join('\n', accepted.Select(p => $"{p.Kind}: {p.Gold} | {p.Answer}")));
    }

    [Fact]
    public void Forms_that_benchmarks_use_are_understood()
    {
        var missed = AnswerCases.Same.Where(c => !AnswerEquivalence.Same(c.Gold, c.Answer)).ToList();

        Assert.True(missed.Count == 0, string.Join('\n', missed));
    }

    [Fact]
    public void Other_answers_in_those_forms_are_not_accepted()
    {
        var accepted = AnswerCases.Different.Where(c => AnswerEquivalence.Same(c.Gold, c.Answer)).ToList();

        Assert.True(accepted.Count == 0, string.Join('\n', accepted));
    }

    [Fact]
    public void Hostile_answers_get_a_verdict_and_nothing_breaks()
    {
        string[] honest = [.. Respellings.Draw(500).Select(p => p.Answer)];

        for (var i = 0; i < 4_000; i++)
        {
            var answer = HostileAnswers.Draw(i, honest);
            var fault = Record.Exception(() => AnswerEquivalence.Same(honest[i % honest.Length], answer) & AnswerEquivalence.Same(answer, answer + "+1"));
            Assert.True(fault is null, $"{answer}\n{fault}");
        }
    }
}
