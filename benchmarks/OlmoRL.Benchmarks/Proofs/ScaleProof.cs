using System.Globalization;
using OlmoRL.Benchmarks.Scale;
using OlmoRL.Data.Tokenization;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Issue 9, bar 5: what a group costs the coordinator from 10 to 1,000 inference nodes, and where it would be full.</summary>
internal sealed class ScaleProof
{
    private const string Command = "benchmarks/prove scale";
    private readonly List<Bar> _bars = [];

    /// <summary>Simulates; 0 when it ran.</summary>
    public async Task<int> RunAsync()
    {
        var tokenizer = TokenizerJson.Read(Path.Combine(Checkout.Root, "recipes", "quickstart", "base", "tokenizer.json"));
        _ = ClusterSimulation.Run(new ScaleOptions { Nodes = 20 }, tokenizer); // compiles
        foreach (var nodes in (int[])[10, 100, 1000, 4000])
            Add(nodes, ClusterSimulation.Run(new ScaleOptions { Nodes = nodes }, tokenizer));
        var commit = (await CommandRun.StartAsync(Checkout.Root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
        ProofFile.Write(Path.Combine(Checkout.Root, "benchmarks", "results"), "scale", _bars, commit);
        return 0;
    }

    private void Add(int nodes, ScaleFigures figures)
    {
        var perGroup = figures.Cpu.TotalMilliseconds / figures.Groups;
        var load = figures.Cpu.TotalSeconds / figures.Seconds;
        FormattableString text = $"{figures.Groups} groups of 8 completions, 2048 tokens on average, in {figures.Seconds:F0} simulated seconds: {perGroup:F2} ms of the coordinator's thread a group, {100 * load:F2} % of it; {figures.Messages / (double)figures.Groups:F0} messages and {figures.Bytes / 1e3 / figures.Groups:F0} kB a group; full at {nodes / load:F0} such nodes, {1000 / perGroup:F0} groups/s";
        var line = text.ToString(CultureInfo.InvariantCulture);
        _bars.Add(new Bar($"5 {nodes} inference nodes", Command, line, "reported", true));
        Console.WriteLine($"met     5 {nodes} inference nodes: {line} (reported)");
    }
}
