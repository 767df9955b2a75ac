using OlmoRL.Flows.Documents;
using OlmoRL.Runs;

namespace OlmoRL.Cli.Views;

/// <summary>Shows tokenising, reference log-probs and steps of a run over documents, one after another.</summary>
internal sealed class DocumentRunView(string title, StepColumn[] columns) : IDocumentRunView, IDisposable
{
    private IDisposable? _current;

    /// <inheritdoc/>
    public IProgress<long> BeginTokenizing() => new Progress<long>(_ => { });

    /// <inheritdoc/>
    public IProgress<int> BeginReference(int total) => Show(CountView.Create($"{title} reference", total, "pairs"));

    /// <inheritdoc/>
    public IReadOnlyList<IMetricSink> BeginTraining(int steps, IEnumerable<string> data)
    {
        Dispose();
        foreach (var line in data)
            Console.WriteLine($"{title} data: {line}");
        return [Show(StepView.Create(title, steps, columns))];
    }

    /// <summary>Ends the live line.</summary>
    public void Dispose()
    {
        _current?.Dispose();
        _current = null;
    }

    private T Show<T>(T view)
        where T : IDisposable
    {
        Dispose();
        _current = view;
        return view;
    }
}
