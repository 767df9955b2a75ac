using System.Diagnostics;
using System.Globalization;
using OlmoRL.Runs;
using Spectre.Console;

namespace OlmoRL.Cli.Views;

/// <summary>A figure shown for each step.</summary>
/// <param name="Label">Short.</param>
/// <param name="Metric">Documented name.</param>
/// <param name="Format">.NET format.</param>
internal sealed record StepColumn(string Label, string Metric, string Format);

/// <summary>Shows the steps of a run: a line that renews itself on a terminal, one plain line a step elsewhere.</summary>
internal sealed class StepView : IMetricSink, IDisposable
{
    /// <summary>What a pretraining run shows.</summary>
    public static readonly StepColumn[] PretrainColumns =
    [
        new("loss", "policy/loss", "F3"), new("gradient", "policy/gradient_norm", "F2"),
        new("tokens/s", "learner/tokens_per_second", "N0"),
    ];

    /// <summary>What a supervised run shows.</summary>
    public static readonly StepColumn[] SupervisedColumns =
        [.. PretrainColumns, new("packing", "learner/packing_efficiency", "P0"), new("held out", "heldout/loss", "F3")];

    /// <summary>What a preference run shows.</summary>
    public static readonly StepColumn[] PreferenceColumns =
    [
        .. PretrainColumns, new("margin", "preference/reward_margin", "F2"), new("accuracy", "preference/reward_accuracy", "P0"),
        new("held out", "heldout/reward_accuracy", "P0"),
    ];

    /// <summary>What an RLVR run shows.</summary>
    public static readonly StepColumn[] RlvrColumns =
    [
        new("reward", "rollout/reward_mean", "F3"), new("solved", "rollout/solve_rate", "P0"),
        new("tokens/s", "engine/tokens_per_second", "N0"), new("staleness", "staleness/mean", "F2"),
        new("filtered", "groups/filtered_share", "P0"), new("entropy", "policy/entropy", "F2"),
    ];

    private const int PlainEvery = 10;
    private readonly string _title;
    private readonly int _steps;
    private readonly StepColumn[] _columns;
    private readonly bool _live;
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _first = -1;
    private int _constantSteps;
    private bool _disposed;

    private StepView(string title, int steps, StepColumn[] columns)
    {
        (_title, _steps, _columns) = (title, steps, columns);
        _live = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
    }

    /// <summary>A view of a run of so many steps.</summary>
    public static StepView Create(string title, int steps, StepColumn[] columns) => new(title, steps, columns);

    /// <inheritdoc/>
    public void Write(int step, IReadOnlyDictionary<string, double> metrics)
    {
        if (_first < 0)
            _first = step;
        var line = Line(step, metrics);
        var empty = metrics.GetValueOrDefault("groups/empty_step") > 0;
        if (empty)
            Say($"{_title} step {step}: nothing to train on within the bound on draws; the weights are kept");
        if (metrics.GetValueOrDefault("rollout/reward_constant") > 0 && _constantSteps++ == 0)
            Say($"{_title} step {step}: every completion earned {metrics["rollout/reward_min"]}, so there is nothing to learn from; is the verifier right for these prompts?");
        if (metrics.GetValueOrDefault("policy/skipped_updates") > 0)
            Say($"{_title} step {step}: {metrics["policy/skipped_updates"]} of its updates were left out, loss or gradient not finite ({metrics["policy/skipped_updates_total"]} in this run); the batch is in skipped/ for `olmorl replay-step`");
        if (_live)
            Console.Write($"\r\u001b[2K{Bar(step)} {line}");
        else if (step == _first || step % PlainEvery == 0 || step == _steps)
            Console.WriteLine(line);
    }

    /// <summary>Ends the live line.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_live)
            Console.WriteLine();
        if (_constantSteps > 1)
            Console.WriteLine($"{_title}: in {_constantSteps} steps every completion earned the same");
    }

    private void Say(string text) => Console.WriteLine(_live ? $"\r\u001b[2K{text}" : text);

    private string Line(int step, IReadOnlyDictionary<string, double> metrics)
    {
        var done = step - _first + 1;
        var left = Stopwatch.GetElapsedTime(_began) / done * (_steps - step);
        var figures = _columns.Where(c => metrics.ContainsKey(c.Metric))
            .Select(c => $"{c.Label} {metrics[c.Metric].ToString(c.Format, CultureInfo.InvariantCulture)}");
        return $"{_title} {step}/{_steps}  {string.Join("  ", figures)}  left {left:m\\:ss}";
    }

    private string Bar(int step)
    {
        const int width = 20;
        var filled = width * step / Math.Max(1, _steps);
        return new string('━', filled) + new string('─', width - filled);
    }
}
