using OlmoRL.Flow;

namespace OlmoRL.Actors.Workers;

/// <summary>What a coordinator waits for, as it stands.</summary>
internal static class RunWaits
{
    /// <summary>While the learner computes, or a step boundary is written.</summary>
    /// <param name="step">The step that it takes.</param>
    /// <param name="training">The groups it has.</param>
    /// <param name="boundary">Of the step before.</param>
    public static IEnumerable<Wait> OfLearner(int step, IEnumerable<LedgerEntry> training, StepBoundary boundary)
    {
        if (!boundary.IsOpen)
            return training.Select(e => new Wait($"the learner's step {step}", $"group {e.Id}")).DefaultIfEmpty(new Wait($"the learner's step {step}"));
        return boundary.Unflushed.Select(h => new Wait("what is held back before a snapshot", h.Path.Name)).DefaultIfEmpty(new Wait("a snapshot or checkpoint to be written"));
    }

    /// <summary>While the learner has nothing to do.</summary>
    public static IEnumerable<Wait> OfBatch(int step, GroupLedger ledger, bool hasWorkers) =>
        !hasWorkers ? [new Wait("an inference worker to join")]
        : ledger.In(GroupState.Generating).Select(e => new Wait($"the batch of step {step}", $"group {e.Id} at {e.Worker}"))
            .Concat(ledger.In(GroupState.Admitted).Select(e => new Wait($"the batch of step {step}", $"group {e.Id} at no worker")))
            .DefaultIfEmpty(new Wait($"the batch of step {step}"));
}
