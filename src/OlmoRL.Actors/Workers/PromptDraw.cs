using OlmoRL.Flow;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Workers;

/// <summary>Draws a run's prompts in their order and admits them; solved ones are passed over, and every number drawn is written down.</summary>
/// <param name="prompts">By number.</param>
/// <param name="solved">Which are not drawn again.</param>
/// <param name="next">The first number to draw.</param>
internal sealed class PromptDraw(IPromptSource prompts, SolvedPrompts solved, GroupLedger ledger, RunJournal journal, StepTally tally, long next)
{
    /// <summary>The next number.</summary>
    public long Next { get; private set; } = next;

    /// <summary>Whether none is left that is not solved.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Admits so many, fewer when none is left.</summary>
    public IReadOnlyList<LedgerEntry> Draw(int count, PolicyVersion version)
    {
        var drawn = new List<LedgerEntry>();
        while (drawn.Count < count && Draw(version) is { } entry)
            drawn.Add(entry);
        return drawn;
    }

    private LedgerEntry? Draw(PolicyVersion version)
    {
        // A run of solved prompts spans at most the end of one epoch and the beginning of the next.
        for (var passed = 0; passed <= 2 * solved.Items.Count; passed++)
        {
            var id = Next++;
            var prompt = prompts.Draw(id);
            if (!solved.Excludes(prompt))
            {
                var entry = ledger.Admit(id, prompt, version);
                journal.Traces.Admitted(entry);
                return entry;
            }

            journal.PassedOver(id, prompt, version);
            tally.AddPassedOver();
        }

        IsExhausted = true;
        return null;
    }
}
