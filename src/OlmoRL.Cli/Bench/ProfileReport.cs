using OlmoRL.Inference;
using OlmoRL.Recipes;

namespace OlmoRL.Cli.Bench;

/// <summary>`olmorl bench profile`.</summary>
internal static class ProfileReport
{
    private static readonly int[] Batches = [1, 64];

    /// <summary>A table per shape and batch of the share of each stage; writes profile.md and .json.</summary>
    public static void Run(BenchOptions options)
    {
        var rows = new List<ProfileRow>();
        foreach (var shape in options.Shapes)
        {
            using var bench = new DecodeBench(shape, Environment.ProcessorCount);
            foreach (var batch in Batches)
            {
                var profile = new StepProfile();
                _ = bench.Measure(EnginePrecision.Fp32, batch, 32, batch == 1 ? 100 : 40, profile);
                var total = profile.Stages.Sum(s => s.Time.TotalSeconds);
                rows.AddRange(profile.Stages.Select(s => new ProfileRow(shape.Name, batch, s.Stage, 100 * s.Time.TotalSeconds / total)));
                rows.Add(new ProfileRow(shape.Name, batch, "sum", 100 * profile.Stages.Sum(s => s.Time.TotalSeconds) / total));
            }
        }

        BenchReport.Write(options.Folder, $"profile{options.Suffix}", "olmorl bench profile", ["shape", "batch", "stage", "share"],
            rows.Select(r => (string[])[r.Shape, $"{r.Batch}", r.Stage, $"{r.Percent:F1} %"]), rows);
        foreach (var row in rows)
            Console.WriteLine($"{row.Shape} batch {row.Batch,3}  {row.Stage,-24} {row.Percent,5:F1} %");
    }

    private sealed record ProfileRow(string Shape, int Batch, string Stage, double Percent);
}
