using System.Diagnostics.Metrics;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Telemetry;

/// <summary>A run's metrics (docs/metrics.md) as gauges of the same names, with the step beside them.</summary>
public sealed class TelemetryMetricSink : IMetricSink, IDisposable
{
    /// <summary>Of the meter.</summary>
    public const string MeterName = "OlmoRL";

    private readonly Meter _meter = new(MeterName);
    private readonly Dictionary<string, Gauge<double>> _gauges = [];

    /// <inheritdoc/>
    public void Write(int step, IReadOnlyDictionary<string, double> metrics)
    {
        Record("step", step);
        foreach (var (name, value) in metrics.Where(m => double.IsFinite(m.Value)))
            Record(name, value);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Record(string name, double value)
    {
        if (!_gauges.TryGetValue(name, out var gauge))
            _gauges[name] = gauge = _meter.CreateGauge<double>(name);
        gauge.Record(value);
    }
}
