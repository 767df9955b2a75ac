using System.CommandLine;
using System.Diagnostics;
using OlmoRL.Cli.Views;
using OlmoRL.Flows;
using OlmoRL.Recipes;
using OlmoRL.Reporting;
using OlmoRL.Reporting.Html;
using OlmoRL.Runs;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl flow FLOW.toml`: stages in order, then the report; `olmorl flow fork RUN`: a variant.</summary>
/// <remarks>A flow always goes on where its folder left off, so --resume changes nothing; it is what other commands print.</remarks>
internal static class FlowCommand
{
    public static Command Create()
    {
        var (recipe, set, dryRun, resume) =
            (RecipeOptions.Recipe("flow"), RecipeOptions.Set(), RecipeOptions.DryRun(), RecipeOptions.Resume());
        var command = new Command("flow", "Run the stages of a flow in order. --set STAGE.key=value reaches a stage's recipe.")
        {
            recipe, set, dryRun, resume,
        };
        command.Subcommands.Add(Fork());
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(recipe)!, parsed.GetValue(set)!, parsed.GetValue(dryRun), stop));
        return command;
    }

    private static Command Fork()
    {
        var run = new Argument<string>("run") { Description = "Folder of a flow that ran." };
        var from = new Option<string>("--from")
        {
            Description = "The stage that is kept, or an earlier checkpoint of it.",
            HelpName = "STAGE[@STEP]",
            Required = true,
        };
        var directory = new Option<string?>("--directory") { Description = "Folder of the variant; by default RUN-fork-1, and so on." };
        var (set, dryRun) = (RecipeOptions.Set(), RecipeOptions.DryRun());
        var command = new Command("fork", "Run the stages after one of another flow's stages, with other values.")
        {
            run, from, directory, set, dryRun,
        };
        command.SetAction((parsed, stop) =>
        {
            var path = FlowFork.Write(parsed.GetValue(run)!, parsed.GetValue(from)!, parsed.GetValue(directory));
            Console.WriteLine($"fork: {path}");
            return RunAsync(path, parsed.GetValue(set)!, parsed.GetValue(dryRun), stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(string path, string[] overrides, bool dryRun, CancellationToken stop)
    {
        var runner = new FlowRunner(path, overrides);
        if (dryRun)
        {
            Console.Write(RecipeWriter.ToToml(runner.Flow));
            foreach (var (stage, toml) in runner.ResolvedStages())
                Console.Write($"\n# stage {stage}\n{toml}");
            return 0;
        }

        var began = Stopwatch.GetTimestamp();
        FlowOutcome outcome;
        using (var view = new FlowView())
            outcome = await runner.RunAsync(view, stop).ConfigureAwait(false);
        if (!outcome.Completed)
        {
            Console.WriteLine($"Stopped, all saved. Resume with:\n{RecipeOptions.ResumeCommand("flow", path, overrides)}");
            return 0;
        }

        NamedEvaluation[] evaluations = [.. outcome.Evaluations.Select(e => new NamedEvaluation(e.Stage, e.Report))];
        if (outcome.ReportStage)
        {
            var run = outcome.LastRun is null ? null : new RunDirectory(outcome.LastRun);
            FlowReport.Write(runner.Flow.Directory, evaluations, run);
            HtmlReport.Write(runner.Flow.Directory, evaluations, run, ReportTokens.Context($"./olmorl flow {path}{RecipeOptions.Written(overrides)}", run));
        }

        ResultTable.Write(evaluations);
        Console.WriteLine($"Done in {Stopwatch.GetElapsedTime(began):m\\:ss}. Report: {Path.Combine(runner.Flow.Directory, "report.md")}, and report.html beside it");
        return 0;
    }
}
