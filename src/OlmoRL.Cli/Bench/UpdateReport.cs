using OlmoRL.Recipes;

namespace OlmoRL.Cli.Bench;

/// <summary>`olmorl bench update`.</summary>
internal static class UpdateReport
{
    /// <summary>Writes update.md and .json.</summary>
    public static void Run(BenchOptions options)
    {
        var peaks = MachinePeaks.Measure();
        var results = options.Shapes.SelectMany(shape => ((EnginePrecision[])[EnginePrecision.Fp32, EnginePrecision.Bf16])
            .Select(precision => UpdateBench.Measure(shape, precision, options.Quick ? 20 : shape == BenchShape.Small ? 200 : 30, peaks))).ToArray();
        BenchReport.Write(options.Folder, $"update{options.Suffix}", "olmorl bench update",
            ["shape", "precision", "decode step ms", "pause p50 ms", "pause p99 ms", "publish ms", "publish GB/s", "of memcpy"],
            results.Select(Cells), new { peaks, results });
        foreach (var result in results)
            Console.WriteLine(string.Join("  ", Cells(result)));
    }

    private static string[] Cells(UpdateResult r) =>
    [
        r.Shape, $"{r.Precision}", $"{1e3 * r.StepSeconds:F3}", $"{1e3 * r.PauseP50:F4}", $"{1e3 * r.PauseP99:F4}",
        $"{1e3 * r.PublishSeconds:F2}", $"{r.PublishRate / 1e9:F1}", $"{100 * r.CopyShare:F0} %",
    ];
}
