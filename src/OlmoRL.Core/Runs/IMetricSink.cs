namespace OlmoRL.Runs;

/// <summary>Takes the metrics of each step, in order of steps.</summary>
public interface IMetricSink
{
    /// <summary>One step's metrics by documented name (docs/metrics.md).</summary>
    void Write(int step, IReadOnlyDictionary<string, double> metrics);
}
