using OlmoRL.Recipes;
using OlmoRL.Reporting;

namespace OlmoRL.Cli.Bench;

/// <summary>`olmorl bench decode`.</summary>
internal static class DecodeReport
{
    private static readonly int[] Batches = [1, 4, 16, 64, 128];
    private static readonly int[] Contexts = [32, 128, 512, 2048];

    /// <summary>Measures the grid, peaks before and after each shape, and writes decode.md, .json and .png.</summary>
    public static void Run(BenchOptions options)
    {
        var points = new List<DecodePoint>();
        var allPeaks = new List<MachinePeaks>();
        foreach (var shape in options.Shapes)
        {
            using var bench = new DecodeBench(shape, Environment.ProcessorCount);
            var peaks = MachinePeaks.Measure();
            var measured = Grid(shape, options.Quick).Select(p => bench.Measure(p.Precision, p.Batch, p.Context, Steps(shape, p.Batch))).ToArray();
            peaks = Larger(peaks, MachinePeaks.Measure());
            allPeaks.Add(peaks);
            points.AddRange(measured.Select(p => DecodeBench.Against(p, peaks)));
            foreach (var point in points.TakeLast(measured.Length))
                Console.WriteLine(string.Join("  ", Cells(point)));
        }

        BenchReport.Write(options.Folder, $"decode{options.Suffix}", "olmorl bench decode",
            ["shape", "precision", "batch", "context", "step ms", "tokens/s", "matrix GFLOP/s", "of GEMM peak", "read GB/s", "of bandwidth"],
            points.Select(Cells), new { peaks = allPeaks, points });
        RatePlot.Write("Decoding, context 32", "batch", "tokens/s", points.Where(p => p.Context == Contexts[0])
            .GroupBy(p => $"{p.Shape} {p.Precision}").Select(g => new RateLine(g.Key, [.. g.Select(p => (double)p.Batch)], [.. g.Select(p => p.TokensPerSecond)])),
            logarithmicX: true, Path.Combine(options.Folder, $"decode{options.Suffix}.png"));
    }

    private static IEnumerable<(EnginePrecision Precision, int Batch, int Context)> Grid(BenchShape shape, bool quick) =>
        from precision in (EnginePrecision[])[EnginePrecision.Fp32, EnginePrecision.Bf16]
        from context in quick ? Contexts[..1] : Contexts
        from batch in Batches
        where batch * context <= shape.MostCachedTokens
        select (precision, batch, context);

    /// <summary>128 new tokens on the small shape, as the bars ask; fewer where a step takes long.</summary>
    private static int Steps(BenchShape shape, int batch) => shape == BenchShape.Small ? 128 : batch >= 64 ? 15 : 40;

    private static MachinePeaks Larger(MachinePeaks a, MachinePeaks b) => new(
        Math.Max(a.Fp32Gemm, b.Fp32Gemm), Math.Max(a.Bf16Gemm, b.Bf16Gemm),
        Math.Max(a.ReadBandwidth, b.ReadBandwidth), Math.Max(a.CopyBandwidth, b.CopyBandwidth));

    private static string[] Cells(DecodePoint p) =>
    [
        p.Shape, $"{p.Precision}", $"{p.Batch}", $"{p.Context}", $"{1e3 * p.StepSeconds:F3}", $"{p.TokensPerSecond:F0}",
        $"{p.MatrixFlops / 1e9:F0}", $"{100 * p.GemmShare:F0} %", $"{p.ReadRate / 1e9:F1}", $"{100 * p.ReadShare:F0} %",
    ];
}
