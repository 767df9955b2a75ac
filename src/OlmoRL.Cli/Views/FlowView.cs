using OlmoRL.Flows;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Cli.Views;

/// <summary>Shows one stage after another.</summary>
internal sealed class FlowView : IFlowView, IDisposable
{
    private IDisposable? _current;

    /// <inheritdoc/>
    public IProgress<int> BeginEvaluation(string stage, int total)
    {
        var view = CountView.Create(stage, total, "problems");
        _current = view;
        return view;
    }

    /// <inheritdoc/>
    public IReadOnlyList<IMetricSink> BeginRun(string stage, RlvrRecipe recipe)
    {
        var view = StepView.Create(stage, recipe.Trainer.Steps, StepView.RlvrColumns);
        _current = view;
        return [view];
    }

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
}
