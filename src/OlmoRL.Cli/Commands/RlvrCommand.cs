using System.CommandLine;
using OlmoRL.Actors.Hosting;
using OlmoRL.Cli.Learners;
using OlmoRL.Cli.Views;
using OlmoRL.Flows;
using OlmoRL.Recipes;
using OlmoRL.Reporting;
using OlmoRL.Reporting.Html;
using OlmoRL.Runs;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl rlvr RECIPE`: reinforcement learning with verifiable rewards.</summary>
internal static class RlvrCommand
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var (recipe, set, dryRun, resume) =
            (RecipeOptions.Recipe("rlvr"), RecipeOptions.Set(), RecipeOptions.DryRun(), RecipeOptions.Resume());
        var replay = new Option<string?>("--replay-schedule")
        {
            Description = "Repeat a recorded asynchronous run bit for bit, into another --set directory=...",
            HelpName = "run folder",
        };
        var meta = new Option<string?>("--meta")
        {
            Description = "With --dry-run: check against a model shape on the meta device and plan memory; neither checkpoint nor data need be there.",
            HelpName = "preset",
        };
        meta.Validators.Add(given =>
        {
            if (given.GetResult(dryRun) is null or { Implicit: true })
                given.AddError("--meta: only with --dry-run");
        });
        var standby = new Option<bool>("--standby") { Description = "Wait beside the run that goes on in this folder, and take it over should its process die." };
        var command = new Command("rlvr", "Train a model by reinforcement learning with verifiable rewards.")
        {
            recipe, set, dryRun, meta, resume, replay, standby,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var path = parsed.GetValue(recipe)!;
            var loaded = RecipeLoader.Load<RlvrRecipe>(path, parsed.GetValue(set)!);
            if (parsed.GetValue(meta) is { } preset)
            {
                foreach (var line in RlvrMetaCheck.Run(preset, loaded, path))
                    Console.WriteLine($"# {line}");
                Console.Write(RecipeWriter.ToToml(loaded));
                return 0;
            }

            var host = new RlvrHost(loaded, path);
            if (parsed.GetValue(dryRun))
            {
                Console.Write(RecipeWriter.ToToml(loaded));
                return 0;
            }

            RunLock? takenOver = null;
            if (parsed.GetValue(standby))
            {
                takenOver = await new StandbyHost(loaded, path).WaitAsync(AnswerWithin, Console.WriteLine, stop).ConfigureAwait(false);
                if (takenOver is null)
                {
                    Console.WriteLine(stop.IsCancellationRequested ? "standby: left; the run goes on without it" : "standby: the run has ended");
                    return 0;
                }
            }

            var isMember = LearnerGroup.IsMember(path, loaded.Trainer.Learners);
            if (!isMember && loaded.Trainer.Learners > 1)
                return await new LearnerGroup(path, loaded.Trainer.Learners).RunAsync(Environment.GetCommandLineArgs()[1..], stop).ConfigureAwait(false);
            using var end = isMember ? new LearnerGroupStop(stop) : null;
            if (isMember && !LearnerGroup.IsLeader)
            {
                host.ServeLearner();
                return 0;
            }

            stop = end?.Token ?? stop;
            int steps;
            using (var view = StepView.Create("rlvr", loaded.Trainer.Steps, StepView.RlvrColumns))
            {
                var outcome = parsed.GetValue(replay) is { } recorded
                    ? await host.ReplayAsync(recorded, [view], stop).ConfigureAwait(false)
                    : await host.RunAsync(takenOver is not null || parsed.GetValue(resume), [view], stop, takenOver: takenOver).ConfigureAwait(false);
                steps = outcome.Steps;
                if (!outcome.Completed && parsed.GetValue(replay) is not null)
                    return 0;
                if (!outcome.Completed)
                {
                    view.Dispose();
                    Console.WriteLine($"Stopped after step {steps}, all saved. Resume with:\n{RecipeOptions.ResumeCommand("rlvr", path, parsed.GetValue(set)!)}");
                    return 0;
                }
            }

            var run = new RunDirectory(loaded.Directory);
            FlowReport.Write(loaded.Directory, [], run);
            HtmlReport.Write(loaded.Directory, [], run, ReportTokens.Context($"./olmorl rlvr {path}{RecipeOptions.Written(parsed.GetValue(set)!)}", run));
            Console.WriteLine($"{steps} steps; model, metrics, rollouts, report.md and report.html are in {loaded.Directory}");
            return 0;
        });
        return command;
    }
}
