using OlmoRL.Flows;
using OlmoRL.Flows.Documents;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Cli.Views;

/// <summary>Shows one stage after another.</summary>
internal sealed class FlowView : IFlowView, IDisposable
{
    private IDisposable? _current;

    /// <inheritdoc/>
    public IProgress<int> BeginCount(string stage, int total, string unit) => Show(CountView.Create(stage, total, unit));

    /// <inheritdoc/>
    public IReadOnlyList<IMetricSink> BeginSteps(string stage, StageKind kind, int steps) =>
        [Show(StepView.Create(stage, steps, ColumnsOf(kind)))];

    /// <inheritdoc/>
    public IDocumentRunView BeginDocuments(string stage, StageKind kind) => Show(new DocumentRunView(stage, ColumnsOf(kind)));

    /// <inheritdoc/>
    public void EndStage(string stage, string summary)
    {
        Dispose();
        Console.WriteLine($"{stage}: {summary}");
    }

    /// <summary>Ends the live line of the stage that runs.</summary>
    public void Dispose()
    {
        _current?.Dispose();
        _current = null;
    }

    private static StepColumn[] ColumnsOf(StageKind kind) => kind switch
    {
        StageKind.Pretrain or StageKind.Midtrain => StepView.PretrainColumns,
        StageKind.Sft => StepView.SupervisedColumns,
        StageKind.Dpo => StepView.PreferenceColumns,
        _ => StepView.RlvrColumns,
    };

    private T Show<T>(T view)
        where T : IDisposable
    {
        _current = view;
        return view;
    }
}
