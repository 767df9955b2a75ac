using System.CommandLine;
using System.Globalization;
using OlmoRL.Actors.Hosting;
using OlmoRL.Actors.Messages;
using OlmoRL.Recipes;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl status HOST:PORT`: nodes, versions and queues of a run that nodes can join.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "Its cluster.host:cluster.port." };
        var every = new Option<int?>("--every") { Description = "Ask again every so many seconds, until the run ends.", HelpName = "seconds" };
        var host = new Option<string>("--host") { Description = "Address of this machine that the run can reach.", DefaultValueFactory = _ => "127.0.0.1" };
        var certificate = new Option<string>("--certificate") { Description = "PEM: a certificate and its key, where the run has one.", DefaultValueFactory = _ => "" };
        var authority = new Option<string>("--authority") { Description = "PEM: the certificate of the authority.", DefaultValueFactory = _ => "" };
        var command = new Command("status", "Show how a run that nodes can join stands.") { run, every, host, certificate, authority };
        command.SetAction(async (parsed, stop) =>
        {
            var address = parsed.GetValue(run)!;
            SeedAddress.Require("run", address);
            if (parsed.GetValue(every) is < 1)
                throw new RecipeException("--every", "", "less than 1", "at least 1");
            var cluster = new ClusterSpec { Host = parsed.GetValue(host)!, Certificate = parsed.GetValue(certificate)!, Authority = parsed.GetValue(authority)! };
            if (cluster.Validate().FirstOrDefault() is { } problem)
                throw new RecipeException($"--{problem.Key}", "", problem.Problem, problem.Allowed);
            using var asking = new StatusHost(address, cluster);
            Show(await asking.AskAsync().ConfigureAwait(false));
            while (parsed.GetValue(every) is { } seconds && !stop.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Console.WriteLine();
                Show(await asking.AskAsync().ConfigureAwait(false));
            }

            return 0;
        });
        return command;
    }

    private static void Show((RunStatus Run, IReadOnlyList<string> Standbys) answer)
    {
        var status = answer.Run;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"step {status.Version.Step} of {status.Steps}, the last one ended {status.StepSeconds:F1} s ago; learner {(status.LearnerBusy ? "busy" : "waits for groups")}{(status.GenerationHeld ? "; generation waits for it" : "")}"));
        Console.WriteLine($"{status.LiveGroups} live groups, {status.ReadyGroups} ready to train; {status.WaitingCompletions} completions wait for a verifier");
        Console.WriteLine($"learner    {(status.LearnerAddress.Length > 0 ? status.LearnerAddress : "this run's process")}");
        foreach (var standby in answer.Standbys)
            Console.WriteLine($"standby    {standby}");
        foreach (var worker in status.Workers)
            Console.WriteLine($"inference  {worker.Name}  {(worker.Address.Length > 0 ? worker.Address : "this run's process")}  version {worker.Version.Step}  wants {worker.WantedGroups} groups");
        foreach (var verifier in status.Verifiers)
            Console.WriteLine($"verifier   {verifier.Address}  grades {verifier.Grading}  free {verifier.FreePlaces}");
    }
}
