using System.CommandLine;
using OlmoRL.Cli.Bench;
using OlmoRL.Models.Native;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl bench`: what the engine does on this machine, beside what the machine can do.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure the engine on this machine.")
    {
        Part("decode", "Tokens per second over batch and context, beside GEMM peak and bandwidth.", Now(DecodeReport.Run)),
        Part("profile", "Where a decode step's time goes.", Now(ProfileReport.Run)),
        Part("update", "Pause and speed of weight updates.", Now(UpdateReport.Run)),
        Part("overhead", "Actors and wire format as a share of a decode step.", OverheadReport.RunAsync),
        Part("memory", "Whether a million decoded tokens leave anything behind.", Now(MemoryReport.Run)),
        Part("ladder", "From static batching to in-flight updates on the quickstart, one switch a rung.", LadderReport.RunAsync),
    };

    private static Func<BenchOptions, Task> Now(Action<BenchOptions> run) => options =>
    {
        run(options);
        return Task.CompletedTask;
    };

    private static Command Part(string name, string description, Func<BenchOptions, Task> run)
    {
        var folder = new Option<string>("--out") { Description = "Where results go.", DefaultValueFactory = _ => "benchmarks/results" };
        var quick = new Option<bool>("--quick") { Description = "Context 32 and few repetitions only." };
        var shape = new Option<string>("--shape") { Description = "7M or 110M; both without it.", DefaultValueFactory = _ => "" };
        var command = new Command(name, description) { folder, quick, shape };
        shape.AcceptOnlyFromAmong("", BenchShape.Small.Name, BenchShape.Medium.Name);
        command.SetAction(async (parsed, _) =>
        {
            TorchRuntime.Initialize(Environment.ProcessorCount);
            var wanted = parsed.GetValue(shape)!;
            var quickly = parsed.GetValue(quick);
            BenchShape[] shapes = [BenchShape.Small, BenchShape.Medium];
            await run(new BenchOptions(
                parsed.GetValue(folder)!, quickly, [.. shapes.Where(s => wanted.Length == 0 || s.Name == wanted)])).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
