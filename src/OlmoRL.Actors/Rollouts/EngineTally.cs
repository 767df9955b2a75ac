using OlmoRL.Actors.Messages;

namespace OlmoRL.Actors.Rollouts;

/// <summary>Adds up what the engines report between two steps.</summary>
internal sealed class EngineTally
{
    private readonly Dictionary<string, (long Tokens, long Steps, long Slots, TimeSpan Busy)> _workers = [];

    /// <summary>Takes a worker's report.</summary>
    public void Add(EngineReport report)
    {
        var (tokens, steps, slots, busy) = _workers.GetValueOrDefault(report.Worker);
        _workers[report.Worker] = (tokens + report.SampledTokens, steps + report.Steps,
            slots + report.OccupiedSlotSteps, busy + report.Busy);
    }

    /// <summary>Writes the figures by documented name, and starts over.</summary>
    public void WriteTo(IDictionary<string, double> metrics)
    {
        var steps = _workers.Values.Sum(w => w.Steps);
        metrics["engine/tokens"] = _workers.Values.Sum(w => w.Tokens);
        // Engines run side by side: their rates add up.
        metrics["engine/tokens_per_second"] =
            _workers.Values.Where(w => w.Busy > TimeSpan.Zero).Sum(w => w.Tokens / w.Busy.TotalSeconds);
        metrics["engine/occupied_slots_mean"] = _workers.Values.Sum(w => w.Slots) / Math.Max(1.0, steps);
        metrics["time/engine_busy_seconds"] = _workers.Values.Sum(w => w.Busy.TotalSeconds);
        _workers.Clear();
    }
}
