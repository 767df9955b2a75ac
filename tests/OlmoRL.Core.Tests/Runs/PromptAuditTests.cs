using CsCheck;
using OlmoRL.Runs;

namespace OlmoRL.Core.Tests.Runs;

public sealed class PromptAuditTests
{
    [Fact]
    public void Any_order_of_one_fate_a_prompt_keeps_the_invariant() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int).Sample((drawn, seed) =>
        {
            var records = Records(drawn).OrderBy(r => (r.Group * 7919 + seed) % 41).ToArray();

            var audit = PromptAudit.Of(records, drawn);

            Assert.Empty(audit.Violations);
            Assert.Equal(drawn, audit.Counts.Values.Sum());
        });

    [Fact]
    public void A_lost_a_doubled_and_a_never_drawn_prompt_are_each_named() =>
        Gen.Int[1, 40].SelectMany(drawn => Gen.Int[0, drawn - 1], (drawn, group) => (drawn, group)).Sample((drawn, group) =>
        {
            var records = Records(drawn);

            var lost = PromptAudit.Of([.. records.Where(r => r.Group != group)], drawn);
            var doubled = PromptAudit.Of([.. records, records[group] with { Fate = PromptFate.Live }], drawn);
            var early = PromptAudit.Of(records, drawn - 1);

            Assert.Equal($"group {group} was drawn and has no fate", Assert.Single(lost.Violations));
            Assert.StartsWith($"group {group} is ", Assert.Single(doubled.Violations), StringComparison.Ordinal);
            Assert.Equal($"group {drawn - 1} was never drawn", Assert.Single(early.Violations));
        });

    [Fact]
    public void Other_data_under_the_same_places_is_named()
    {
        var audit = PromptAudit.Of(Records(3), 3, new OtherOrder());

        Assert.Equal(3, audit.Violations.Count);
    }

    private static PromptRecord[] Records(int drawn) =>
    [
        .. Enumerable.Range(0, drawn).Select(i => new PromptRecord(i, $"item-{i}", (PromptFate)(i % 3), i / 4)),
    ];

    private sealed class OtherOrder : Rollouts.IPromptSource
    {
        public int LongestPrompt => 1;

        public IReadOnlyCollection<string> VerifierNames => [];

        public Rollouts.Prompt Draw(long index) =>
            new() { ItemId = $"other-{index}", TokenIds = [1], Text = "", Targets = [], Row = "{}" };
    }
}
