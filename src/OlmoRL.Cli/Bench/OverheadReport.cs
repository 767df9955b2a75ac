using OlmoRL.Actors.Hosting;
using OlmoRL.Recipes;

namespace OlmoRL.Cli.Bench;

/// <summary>`olmorl bench overhead`.</summary>
internal static class OverheadReport
{
    private const int Batch = 16;
    private const int TokensPerSequence = 128;

    /// <summary>Writes overhead.md and .json.</summary>
    public static async Task RunAsync(BenchOptions options)
    {
        const int Sequences = 2000;
        _ = await WireOverhead.SecondsPerSequenceAsync(TokensPerSequence, Sequences).ConfigureAwait(false); // warms up
        var perToken = await WireOverhead.SecondsPerSequenceAsync(TokensPerSequence, Sequences).ConfigureAwait(false) / TokensPerSequence;
        var rows = options.Shapes.Select(shape =>
        {
            using var bench = new DecodeBench(shape, Environment.ProcessorCount);
            var step = bench.Measure(EnginePrecision.Fp32, Batch, 32, options.Quick ? 20 : 60).StepSeconds;
            return new OverheadRow(shape.Name, Batch, 1e6 * Batch * perToken, 1e6 * step, 100 * Batch * perToken / step);
        }).ToArray();
        BenchReport.Write(options.Folder, $"overhead{options.Suffix}", "olmorl bench overhead",
            ["shape", "batch", "actors and wire us a step", "decode step us", "share"], rows.Select(Cells), rows);
        foreach (var row in rows)
            Console.WriteLine(string.Join("  ", Cells(row)));
    }

    private static string[] Cells(OverheadRow row) =>
        [row.Shape, $"{row.Batch}", $"{row.WireMicroseconds:F2}", $"{row.StepMicroseconds:F0}", $"{row.Percent:F2} %"];

    private sealed record OverheadRow(string Shape, int Batch, double WireMicroseconds, double StepMicroseconds, double Percent);
}
