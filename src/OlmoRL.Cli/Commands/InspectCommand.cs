using System.CommandLine;
using OlmoRL.Cli.Views;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Native;
using OlmoRL.Runs;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl inspect PATH`: what a checkpoint is, and whether its tensors are those its config asks for.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("path") { Description = "A checkpoint folder in Hugging Face layout." };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of tables." };
        var digest = new Option<bool>("--digest") { Description = "Also read all files and print the checkpoint's SHA-256." };
        var command = new Command("inspect", "Show a checkpoint: architecture, parameters, files, provenance; check names and shapes.")
        {
            path, json, digest,
        };
        command.SetAction(parsed =>
        {
            TorchRuntime.Initialize();
            var folder = parsed.GetValue(path)!;
            var report = CheckpointReport.Read(folder);
            var sum = parsed.GetValue(digest) ? ContentDigest.OfCheckpoint(folder) : null;
            if (parsed.GetValue(json))
                Console.WriteLine(InspectView.ToJson(report, sum));
            else
                InspectView.Write(report, sum);
            return report.Check.Passed ? 0 : 1;
        });
        return command;
    }
}
