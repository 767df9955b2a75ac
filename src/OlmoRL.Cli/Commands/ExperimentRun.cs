using OlmoRL.Cli.Views;
using OlmoRL.Flows;

namespace OlmoRL.Cli.Commands;

/// <summary>How an experiment ends in the terminal: with its report, or with how to go on.</summary>
internal static class ExperimentRun
{
    /// <summary>Runs it; the exit code.</summary>
    /// <param name="run">Does what is not finished.</param>
    /// <param name="isCompleted">False when it was stopped on request.</param>
    /// <param name="again">What to type to go on, or to run it again.</param>
    /// <param name="write">Writes the report; returns its file.</param>
    public static async Task<int> RunAsync<T>(Func<IFlowView, Task<T>> run, Func<T, bool> isCompleted, string again, Func<T, string> write)
    {
        T outcome;
        using (var view = new FlowView())
            outcome = await run(view).ConfigureAwait(false);
        Console.WriteLine(isCompleted(outcome) ? $"Report: {write(outcome)}" : $"Stopped, all saved. Go on with:\n{again}");
        return 0;
    }
}
