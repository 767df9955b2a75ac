using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>Configurations that must agree share one stored curve of loss and gradient norm.</summary>
/// <remarks>
/// Run through the command line, in fp32, synchronous, with one seed. Points may differ by rounding; their mean residual
/// must be far smaller, which catches a drift to one side that points hide. OLMORL_UPDATE_GOLDEN=1 rewrites the curve.
/// </remarks>
public sealed class GoldenTrajectoryTests : IDisposable
{
    private const double PointTolerance = 5e-3;
    private const double MeanTolerance = 1e-3;
    private static readonly string[] Metrics = ["policy/loss", "policy/gradient_norm"];
    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "golden", "trajectories", "rlvr.json");
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Theory]
    [InlineData("one micro-batch")]
    [InlineData("accumulated", "trainer.micro_batch_tokens=256")]
    [InlineData("layers computed again", "trainer.checkpointing=true")]
    [InlineData("long rows, attention by document", "trainer.pack_length=1024")]
    public async Task Configurations_that_must_agree_follow_one_curve(string name, params string[] overrides)
    {
        var curves = await RunAsync(overrides);
        if (Environment.GetEnvironmentVariable("OLMORL_UPDATE_GOLDEN") == "1")
            Write(curves);
        var golden = JsonNode.Parse(await File.ReadAllTextAsync(Golden))!;

        foreach (var (metric, curve) in Metrics.Zip(curves))
        {
            var expected = golden[metric]!.AsArray().Select(v => (double)v!).ToArray();
            Assert.Equal(expected.Length, curve.Length);
            Assert.All(curve, v => Assert.True(double.IsFinite(v), $"{name}: {metric} is not finite"));
            var scale = expected.Max(Math.Abs);
            double[] residuals = [.. curve.Zip(expected, (a, b) => (a - b) / scale)];
            Assert.All(residuals, r => Assert.InRange(r, -PointTolerance, PointTolerance));
            Assert.InRange(residuals.Average(), -MeanTolerance, MeanTolerance);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<double[][]> RunAsync(string[] overrides)
    {
        string[] settings =
        [
            "rollout.max_staleness=0", "rollout.group_size=4", "rollout.groups_per_step=4", "rollout.max_tokens=48", "data.max_steps=2",
            "trainer.steps=6", "trainer.mini_batches=1", "threads=1", $"directory={_folder}/r", .. overrides,
        ];
        var (exitCode, _, error) = await Repository.OlmorlAsync(
            ["rlvr", "recipes/quickstart/rlvr.toml", .. settings.SelectMany(s => (string[])["--set", s])]);

        Assert.True(exitCode == 0, error);
        var rows = File.ReadLines($"{_folder}/r/metrics.jsonl").Select(line => JsonNode.Parse(line)!).ToArray();
        return [.. Metrics.Select(m => rows.Select(r => (double)r[m]!).ToArray())];
    }

    private static void Write(double[][] curves)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(Golden)!);
        var json = new JsonObject();
        foreach (var (metric, curve) in Metrics.Zip(curves))
            json[metric] = new JsonArray([.. curve.Select(v => (JsonNode)Math.Round(v, 8))]);
        File.WriteAllText(Golden, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }
}
