using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>Stored curves of loss and gradient norm: tests/golden/trajectories.</summary>
/// <remarks>
/// Points may differ by rounding; their mean residual must be far smaller, which catches a drift to one side that points
/// hide. OLMORL_UPDATE_GOLDEN=1 rewrites a curve.
/// </remarks>
internal static class GoldenCurve
{
    private const double PointTolerance = 5e-3;
    private const double MeanTolerance = 1e-3;
    private static readonly string[] Metrics = ["policy/loss", "policy/gradient_norm"];

    /// <summary>Fails where a run left the curve.</summary>
    /// <param name="curve">Names the stored one.</param>
    /// <param name="configuration">Names the run in a failure.</param>
    /// <param name="metricsFile">metrics.jsonl of the run.</param>
    public static void AssertFollowed(string curve, string configuration, string metricsFile)
    {
        var path = Path.Combine(Repository.Root, "tests", "golden", "trajectories", $"{curve}.json");
        var rows = File.ReadLines(metricsFile).Select(line => JsonNode.Parse(line)!).ToArray();
        double[][] curves = [.. Metrics.Select(m => rows.Select(r => (double)r[m]!).ToArray())];
        if (Environment.GetEnvironmentVariable("OLMORL_UPDATE_GOLDEN") == "1")
            Write(path, curves);
        var golden = JsonNode.Parse(File.ReadAllText(path))!;
        foreach (var (metric, values) in Metrics.Zip(curves))
        {
            var expected = golden[metric]!.AsArray().Select(v => (double)v!).ToArray();
            Assert.Equal(expected.Length, values.Length);
            Assert.All(values, v => Assert.True(double.IsFinite(v), $"{configuration}: {metric} is not finite"));
            var scale = expected.Max(Math.Abs);
            double[] residuals = [.. values.Zip(expected, (a, b) => (a - b) / scale)];
            Assert.All(residuals, r => Assert.InRange(r, -PointTolerance, PointTolerance));
            Assert.InRange(residuals.Average(), -MeanTolerance, MeanTolerance);
        }
    }

    private static void Write(string path, double[][] curves)
    {
        var json = new JsonObject();
        foreach (var (metric, curve) in Metrics.Zip(curves))
            json[metric] = new JsonArray([.. curve.Select(v => (JsonNode)Math.Round(v, 8))]);
        File.WriteAllText(path, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }
}
