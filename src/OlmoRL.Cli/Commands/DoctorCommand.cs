using System.CommandLine;
using System.Diagnostics;
using OlmoRL.Cli.Doctor;
using OlmoRL.Models.Native;
using OlmoRL.Recipes;
using Spectre.Console;
using static TorchSharp.torch;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl doctor`: in two minutes, whether this machine loads, computes and keeps pace.</summary>
internal static class DoctorCommand
{
    private const int ExitNotAvailable = 2;

    public static Command Create()
    {
        var path = new Argument<string?>("path") { Description = "A checkpoint to load as well.", Arity = ArgumentArity.ZeroOrOne };
        var device = new Option<string>("--device") { Description = "cpu or cuda.", DefaultValueFactory = _ => "cpu" };
        _ = device.AcceptOnlyFromAmong("cpu", "cuda");
        var command = new Command("doctor", "Check loading, engine-learner parity and speed on a device, in two minutes.") { path, device };
        command.SetAction(parsed =>
        {
            var began = Stopwatch.GetTimestamp();
            TorchRuntime.Initialize(Environment.ProcessorCount);
            var name = parsed.GetValue(device)!;
            if (name == "cuda" && !cuda.is_available())
            {
                Console.Error.WriteLine("cuda is not available: libtorch sees no GPU, or this build is for cpu (a cuda build: -p:TorchBackend=cuda)");
                return ExitNotAvailable;
            }

            var checks = Checks(new Device(name), parsed.GetValue(path)).ToArray();
            Write(checks);
            var failed = checks.Count(c => !c.Passed);
            AnsiConsole.WriteLine($"{name}, {Environment.ProcessorCount} cores, libtorch {__version__}: " +
                $"{(failed == 0 ? "healthy" : $"{failed} of {checks.Length} checks failed")} after {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s");
            return failed == 0 ? 0 : 1;
        });
        return command;
    }

    private static IEnumerable<DoctorCheck> Checks(Device device, string? path)
    {
        var checkpoints = new CheckpointProbe(device);
        yield return checkpoints.RoundTrip();
        if (path is not null)
            yield return checkpoints.Load(path);
        var numerics = new NumericsProbe(device);
        foreach (var check in numerics.Forward())
            yield return check;
        yield return numerics.Parity(AttentionKind.Torch);
        if (device.type == TorchSharp.DeviceType.CPU)
            yield return numerics.Parity(AttentionKind.Cpu);
        foreach (var check in new SpeedProbe(device).Run())
            yield return check;
    }

    private static void Write(IEnumerable<DoctorCheck> checks)
    {
        var table = new Table { Border = TableBorder.Ascii2 };
        _ = table.AddColumn("check").AddColumn("figure").AddColumn("expected").AddColumn("verdict");
        foreach (var check in checks)
            _ = table.AddRow([.. ((string[])[check.Name, check.Figure, check.Expected, check.Passed ? "ok" : "FAILED"]).Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }
}
