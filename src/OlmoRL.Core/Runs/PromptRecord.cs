namespace OlmoRL.Runs;

/// <summary>What became of a drawn prompt.</summary>
public enum PromptFate
{
    /// <summary>The learner took a step with its group.</summary>
    Trained,

    /// <summary>Its rewards carried no signal.</summary>
    Filtered,

    /// <summary>It got older than the staleness rule allows.</summary>
    Dropped,

    /// <summary>It was under way when the run's state was saved, and goes on from there.</summary>
    Live,
}

/// <summary>A line of prompts.jsonl: every drawn prompt ends in exactly one.</summary>
/// <param name="Group">Place in the run's seeded order.</param>
/// <param name="Item">The dataset item.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="Step">The step that trained it, or the step under way when its fate fell.</param>
/// <param name="Reason">Why it was filtered or dropped.</param>
public sealed record PromptRecord(long Group, string Item, PromptFate Fate, int Step, string Reason = "");
