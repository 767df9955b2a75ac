using OlmoRL.Actors.Rollouts;
using OlmoRL.Flow;

namespace OlmoRL.Actors.Workers;

/// <summary>What happens between two steps, added up for the metrics.</summary>
internal sealed class StepRecord(TimeProvider time)
{
    private long _began = time.GetTimestamp();

    /// <summary>Groups and their fates.</summary>
    public StepTally Groups { get; } = new();

    /// <summary>What the engines did.</summary>
    public EngineTally Engines { get; } = new();

    /// <summary>What the verifiers did.</summary>
    public required VerifierTally Verifiers { get; init; }

    /// <summary>Since the last step ended.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_began);

    /// <summary>Adds the figures to the learner's, by documented name, and starts over.</summary>
    /// <param name="trained">Groups of the step.</param>
    /// <param name="live">Groups that go on.</param>
    public void Close(Dictionary<string, double> metrics, int trained, int live)
    {
        Groups.WriteTo(metrics);
        Engines.WriteTo(metrics);
        Verifiers.WriteTo(metrics, Elapsed);
        metrics["groups/trained"] = trained;
        metrics["groups/live"] = live;
        metrics["groups/empty_step"] = trained == 0 ? 1 : 0;
        metrics["time/step_seconds"] = Elapsed.TotalSeconds;
        Verifiers.Clear();
        Groups.Clear();
        _began = time.GetTimestamp();
    }
}
