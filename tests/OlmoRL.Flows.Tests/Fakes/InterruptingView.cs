using OlmoRL.Flows.Documents;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Flows.Tests.Fakes;

/// <summary>Asks the flow to stop at its n-th sign of life, as a user pressing Ctrl-C there would.</summary>
internal sealed class InterruptingView(int at) : IFlowView, IDocumentRunView, IMetricSink, IProgress<int>, IProgress<long>, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private int _signs;

    public CancellationToken Stop => _stop.Token;

    public List<string> Ended { get; } = [];

    public IProgress<int> BeginCount(string stage, int total, string unit) => this;

    public IReadOnlyList<IMetricSink> BeginSteps(string stage, StageKind kind, int steps) => [this];

    public IDocumentRunView BeginDocuments(string stage, StageKind kind) => this;

    public void EndStage(string stage, string summary) => Ended.Add($"{stage}: {summary}");

    public IProgress<long> BeginTokenizing() => this;

    public IProgress<int> BeginReference(int total) => this;

    public IReadOnlyList<IMetricSink> BeginTraining(int steps, IEnumerable<string> data) => [this];

    public void Write(int step, IReadOnlyDictionary<string, double> metrics) => Sign();

    public void Report(int value) => Sign();

    public void Report(long value)
    {
    }

    public void Dispose() => _stop.Dispose();

    private void Sign()
    {
        if (Interlocked.Increment(ref _signs) == at)
            _stop.Cancel();
    }
}
