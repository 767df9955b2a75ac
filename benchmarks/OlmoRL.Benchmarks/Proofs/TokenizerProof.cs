namespace OlmoRL.Benchmarks.Proofs;

/// <summary>The tokenizer's bars on their own.</summary>
internal sealed class TokenizerProof(bool sample)
{
    private const string Command = "benchmarks/prove tokenizer";

    /// <summary>Measures; 0 when the bars are met.</summary>
    public async Task<int> RunAsync()
    {
        Bar[] bars = [.. TokenizerBars.Measure(Checkout.Root, sample, Command)];
        foreach (var bar in bars)
            Console.WriteLine($"{(bar.Met ? "met    " : "NOT MET")} {bar.Name}: {bar.Figure} ({bar.Required})");
        if (!sample)
        {
            var commit = (await CommandRun.StartAsync(Checkout.Root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded();
            ProofFile.Write(Path.Combine(Checkout.Root, "benchmarks", "results"), "tokenizer", bars, commit.Output.Trim());
        }

        return bars.All(b => b.Met) ? 0 : 1;
    }
}
