using OlmoRL.Runs;

namespace OlmoRL.Actors.Tests.Fakes;

/// <summary>Presses Ctrl-C when a step was recorded.</summary>
internal sealed class StopAtStep(int step, CancellationTokenSource stop) : IMetricSink
{
    public void Write(int at, IReadOnlyDictionary<string, double> metrics)
    {
        if (at == step)
            stop.Cancel();
    }
}
