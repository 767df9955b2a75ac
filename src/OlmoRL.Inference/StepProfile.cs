using System.Diagnostics;

namespace OlmoRL.Inference;

/// <summary>Where the time of engine steps went, by stage, as the engine's own thread saw it.</summary>
public sealed class StepProfile
{
    private readonly Dictionary<string, long> _ticks = [];
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>Time of each stage, in order of first appearance.</summary>
    public IEnumerable<(string Stage, TimeSpan Time)> Stages =>
        _ticks.Select(pair => (pair.Key, Stopwatch.GetElapsedTime(0, pair.Value)));

    /// <summary>Starts the clock; what went before belongs to no stage.</summary>
    public void Begin() => _last = Stopwatch.GetTimestamp();

    /// <summary>Books the time since the last call to a stage.</summary>
    public void End(string stage)
    {
        var now = Stopwatch.GetTimestamp();
        _ticks[stage] = _ticks.GetValueOrDefault(stage) + now - _last;
        _last = now;
    }
}
