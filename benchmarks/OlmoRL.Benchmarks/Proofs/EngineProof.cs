using System.Globalization;
using System.Text.Json.Nodes;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>The bars of the rollout engine: decoding, profile, pause and speed of updates, overhead, memory.</summary>
internal sealed class EngineProof(bool sample)
{
    /// <summary>Required share of the GEMM peak in percent: (shape, precision, batch).</summary>
    private static readonly (string Shape, string Precision, int Batch, double Percent)[] Shares =
    [
        ("7M", "fp32", 16, 35), ("7M", "fp32", 64, 44), ("7M", "fp32", 128, 50),
        ("7M", "bf16", 16, 13), ("7M", "bf16", 64, 14), ("7M", "bf16", 128, 14),
        ("110M", "fp32", 16, 48), ("110M", "fp32", 64, 50), ("110M", "bf16", 16, 24), ("110M", "bf16", 64, 36),
    ];

    /// <summary>Tokens/s of llama.cpp (one noisy run, Feb 2025, on such a machine) that are to be beaten.</summary>
    private static readonly (string Shape, string Precision, int Batch, double Tokens)[] Context =
    [
        ("7M", "fp32", 1, 634), ("7M", "fp32", 16, 1563), ("7M", "fp32", 64, 937), ("7M", "fp32", 128, 557),
        ("7M", "bf16", 1, 1145), ("7M", "bf16", 16, 1950), ("7M", "bf16", 64, 1022), ("7M", "bf16", 128, 531),
        ("110M", "fp32", 1, 63), ("110M", "fp32", 16, 235), ("110M", "fp32", 64, 196),
        ("110M", "bf16", 1, 109), ("110M", "bf16", 16, 291), ("110M", "bf16", 64, 218),
    ];

    private readonly List<Bar> _bars = [];
    private readonly string _work = Directory.CreateTempSubdirectory("olmorl-engine-").FullName;
    private string _root = "";

    /// <summary>Runs every bar; 0 when all are met. The sample shows that everything runs, and judges no speed.</summary>
    public async Task<int> RunAsync()
    {
        _root = (await CommandRun.StartAsync(AppContext.BaseDirectory, "git", "rev-parse", "--show-toplevel").ConfigureAwait(false)).Succeeded().Output.Trim();
        var commit = (await CommandRun.StartAsync(_root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
        try
        {
            foreach (var shape in sample ? (string[])["7M"] : ["7M", "110M"])
            {
                await ProveDecodingAsync(shape).ConfigureAwait(false);
                await ProveUpdatesAsync(shape).ConfigureAwait(false);
                await ProveOverheadAsync(shape).ConfigureAwait(false);
                await ProveProfileAsync(shape).ConfigureAwait(false);
            }
        }
        finally
        {
            if (sample)
                Directory.Delete(_work, recursive: true);
        }

        if (sample)
            return 0;
        await ProveMemoryAsync().ConfigureAwait(false);
        await ProveLadderAsync().ConfigureAwait(false);
        Directory.Delete(_work, recursive: true);
        ProofFile.Write(Path.Combine(_root, "benchmarks", "results"), "engine", _bars, commit);
        return _bars.All(b => b.Met) ? 0 : 1;
    }

    private async Task ProveDecodingAsync(string shape)
    {
        var (command, results) = await BenchAsync("decode", shape).ConfigureAwait(false);
        var points = results["points"]!.AsArray().Where(p => (int)p!["context"]! == 32).ToArray();
        JsonNode Point(string precision, int batch) =>
            points.Single(p => (string)p!["precision"]! == precision && (int)p!["batch"]! == batch)!;
        foreach (var (_, precision, batch, percent) in Shares.Where(s => s.Shape == shape))
        {
            var share = 100 * (double)Point(precision, batch)["gemm_share"]!;
            Add($"{shape} {precision} batch {batch}", command, Show(share, "% of the GEMM peak"), Show(percent, "%"), share >= percent);
        }

        foreach (var precision in (string[])["fp32", "bf16"])
        {
            var share = 100 * (double)Point(precision, 1)["read_share"]!;
            Add($"{shape} {precision} batch 1", command, Show(share, "% of the read bandwidth"), "60 %", share >= 60);
        }

        foreach (var (_, precision, batch, tokens) in Context.Where(c => c.Shape == shape))
        {
            var rate = (double)Point(precision, batch)["tokens_per_second"]!;
            Add($"{shape} {precision} batch {batch} against llama.cpp", command, Show(rate, "tokens/s"), Show(tokens, "tokens/s"), rate > tokens);
        }
    }

    private async Task ProveUpdatesAsync(string shape)
    {
        var (command, results) = await BenchAsync("update", shape).ConfigureAwait(false);
        foreach (var result in results["results"]!.AsArray())
        {
            var (precision, step, pause) = ((string)result!["precision"]!, (double)result["step_seconds"]!, (double)result["pause_p99"]!);
            Add($"{shape} {precision} pause p99, batch 16", command, Show(1e6 * pause, "us"), $"under a step, {Show(1e6 * step, "us")}", pause < step);
            var share = 100 * (double)result["copy_share"]!;
            Add($"{shape} {precision} update", command, Show(share, "% of memcpy"), "50 %", share >= 50);
        }
    }

    private async Task ProveOverheadAsync(string shape)
    {
        var (command, results) = await BenchAsync("overhead", shape).ConfigureAwait(false);
        var percent = (double)results[0]!["percent"]!;
        Add($"{shape} actors and wire", command, percent.ToString("F2", CultureInfo.InvariantCulture) + " % of a step", "under 1 %", percent < 1);
    }

    private async Task ProveProfileAsync(string shape)
    {
        var (command, results) = await BenchAsync("profile", shape).ConfigureAwait(false);
        foreach (var batch in results.AsArray().GroupBy(r => (int)r!["batch"]!))
        {
            var sum = batch.Where(r => (string)r!["stage"]! != "sum").Sum(r => (double)r!["percent"]!);
            Add($"{shape} profile, batch {batch.Key}", command, $"{batch.Count() - 1} stages, {Show(sum, "%")}", "100 %", Math.Abs(sum - 100) < 0.1);
        }
    }

    private async Task ProveMemoryAsync()
    {
        var results = await WholeAsync("memory").ConfigureAwait(false);
        var growth = (long)results["late"]! - (long)results["early"]!;
        Add("managed memory over a million tokens", "./olmorl bench memory", $"{growth} bytes more, {results["allocated_bytes_per_step"]} allocated by a step",
            "under 64 kB more", growth < 65_536);
        Add("live tensors after a run", "./olmorl bench memory", $"{results["tensors"]} more", "as many as before", (long)results["tensors"]! == 0);
    }

    private async Task ProveLadderAsync()
    {
        var results = await WholeAsync("ladder").ConfigureAwait(false);
        foreach (var row in results["rows"]!.AsArray())
        {
            var share = 100 * (double)row!["sampled_per_second"]! / (double)row["ceiling"]!;
            Add($"ladder: {row["rung"]}", "./olmorl bench ladder", string.Create(CultureInfo.InvariantCulture,
                $"{share:F0} % of the ceiling; factor {row["factor"]!.GetValue<double>():F2} in trained tokens/s (published: 3.35 at the top)"), "70 %", share >= 70);
        }
    }

    private async Task<JsonNode> WholeAsync(string part)
    {
        _ = (await CommandRun.StartAsync(_root, Path.Combine(_root, "olmorl"), "bench", part, "--out", _work).ConfigureAwait(false)).Succeeded();
        return JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_work, $"{part}.json")).ConfigureAwait(false))!["results"]!;
    }

    private async Task<(string Command, JsonNode Results)> BenchAsync(string part, string shape)
    {
        string[] arguments = ["bench", part, "--quick", "--shape", shape, "--out", _work];
        _ = (await CommandRun.StartAsync(_root, Path.Combine(_root, "olmorl"), arguments).ConfigureAwait(false)).Succeeded();
        var json = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_work, $"{part}-{shape}.json")).ConfigureAwait(false))!;
        return ($"./olmorl bench {part} --quick --shape {shape}", json["results"]!);
    }

    private static string Show(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:F0} {unit}");

    private void Add(string name, string command, string figure, string required, bool met)
    {
        _bars.Add(new Bar(name, command, figure, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {figure} ({required})");
    }
}
