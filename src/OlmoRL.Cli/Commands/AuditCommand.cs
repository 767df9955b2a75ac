using System.CommandLine;
using OlmoRL.Runs;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl audit RUN`: whether a run lost a prompt or used one twice.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "A run's folder." };
        var command = new Command("audit", "Check that every drawn prompt of a run was trained, filtered, dropped or is live: once.") { run };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(run)!;
            if (!Directory.Exists(folder))
                throw new DirectoryNotFoundException($"{folder}: not found");
            var audit = PromptAudit.OfRun(new RunDirectory(folder));
            Console.WriteLine(audit);
            return audit.Violations.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
