using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using OlmoRL.Rewards;
using OlmoRL.Verification.Algebra;
using OlmoRL.Verification.Tests.Verifiers.Math.Pairs;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Issue 6, bars 2, 5 and 6: what the math verifiers accept, how fast, and how long a hostile answer can keep them.</summary>
internal sealed class VerifiersProof(bool sample)
{
    private const int MinPairs = 500;
    private readonly List<Bar> _bars = [];
    private readonly string _command = "benchmarks/prove verifiers" + (sample ? " --sample" : "");

    /// <summary>Runs every bar; 0 when all are met.</summary>
    public async Task<int> RunAsync()
    {
        var root = (await CommandRun.StartAsync(AppContext.BaseDirectory, "git", "rev-parse", "--show-toplevel").ConfigureAwait(false)).Succeeded().Output.Trim();
        var data = Path.Combine(Environment.GetEnvironmentVariable("OLMORL_SHARED") ?? Path.Combine(root, "..", "shared"), "data");
        ProveGsm(Path.Combine(data, "gsm8k", "test.jsonl"));
        var golds = ProveMath(Path.Combine(data, "math", "test.jsonl"));
        ProvePairs();
        ProveThroughput(golds);
        ProveHostile(golds);
        if (sample)
            return _bars.All(b => b.Met) ? 0 : 1;
        var commit = (await CommandRun.StartAsync(root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
        ProofFile.Write(Path.Combine(root, "benchmarks", "results"), "verifiers", _bars, commit);
        return _bars.All(b => b.Met) ? 0 : 1;
    }

    /// <summary>Bar 2, first half: the last number of each worked solution, and the same with another number.</summary>
    private void ProveGsm(string path)
    {
        if (!File.Exists(path))
        {
            Add("2 GSM8K", $"{path} is missing", "data", sample);
            return;
        }

        var verifier = new GsmVerifier();
        int accepted = 0, perturbed = 0, tried = 0, count = 0;
        foreach (var solution in File.ReadLines(path).Select(line => (string)JsonNode.Parse(line)!["answer"]!))
        {
            count++;
            var gold = solution[(solution.IndexOf("#### ", StringComparison.Ordinal) + 5)..];
            accepted += IsRight(verifier, solution, gold) ? 1 : 0;
            foreach (var other in Perturbed(gold))
            {
                tried++;
                perturbed += IsRight(verifier, solution.Replace("#### " + gold, "#### " + other, StringComparison.Ordinal), gold) ? 1 : 0;
            }
        }

        Add("2 GSM8K: worked solutions accepted", $"{accepted} of {count}", "all", accepted == count);
        Add("2 GSM8K: perturbed numbers accepted", $"{perturbed} of {tried}", "none", perturbed == 0);
    }

    private static IEnumerable<string> Perturbed(string gold)
    {
        var value = BigInteger.Parse(gold.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return new[] { value + 1, value - 1, value * 10, -value, value * 2 + 1 }.Where(v => v != value)
            .Select(v => v.ToString(CultureInfo.InvariantCulture)).Append($"{value}.5");
    }

    /// <summary>Bar 2, second half: worked solutions against their own boxed answers.</summary>
    private string[] ProveMath(string path)
    {
        if (!File.Exists(path))
        {
            Add("2 MATH", $"{path} is missing", "data", sample);
            return [.. Respellings.Draw(MinPairs).Select(p => p.Gold)];
        }

        var verifier = new MathVerifier(new MathOptions());
        string[] solutions = [.. File.ReadLines(path).Select(line => (string)JsonNode.Parse(line)!["solution"]!)];
        string[] golds = [.. solutions.Select(s => AnswerExtraction.Boxed(s)!)];
        var accepted = solutions.Zip(golds).Count(p => IsRight(verifier, p.First, p.Second));
        Add("2 MATH: worked solutions verified", $"{accepted} of {solutions.Length}", "at least 99.5 %", accepted >= 0.995 * solutions.Length);
        var crossed = golds.Zip(golds.Skip(1)).Count(p => p.First != p.Second && IsRight(verifier, $"\\boxed{{{p.Second}}}", p.First));
        Add("2 MATH: the next problem's answer accepted", $"{crossed} of {golds.Length - 1}", "reported; equal by chance only", true);
        return golds;
    }

    private void ProvePairs()
    {
        var verifier = new MathVerifier(new MathOptions());
        var count = sample ? MinPairs : 10 * MinPairs;
        var same = Respellings.Draw(count).Count(p => IsRight(verifier, $"So the answer is \\boxed{{{p.Answer}}}.", p.Gold));
        var other = NearMisses.Draw(count).Count(p => IsRight(verifier, $"So the answer is \\boxed{{{p.Answer}}}.", p.Gold));
        Add("2 equivalent re-spellings accepted", $"{same} of {count}", "at least 99 %", same >= 0.99 * count);
        Add("2 near misses accepted", $"{other} of {count}", "none", other == 0);
    }

    /// <summary>Bar 5: verdicts a second over all cores, answers in a worked solution's last line.</summary>
    private void ProveThroughput(string[] golds)
    {
        var numbers = Enumerable.Range(0, 1000).Select(i => ($"… so it is \\boxed{{{i * 37}.50}}.", $"{i * 37}.5")).ToArray();
        var pairs = Respellings.Draw(4 * MinPairs).Concat(NearMisses.Draw(2 * MinPairs)).Where(p => p.Gold.Contains('\\', StringComparison.Ordinal) || p.Gold.Contains('x', StringComparison.Ordinal));
        var symbolic = pairs.Select(p => ($"… so it is \\boxed{{{p.Answer}}}.", p.Gold)).Concat(golds.Where(g => g.Contains('\\', StringComparison.Ordinal)).Select(g => ($"… so it is \\boxed{{{g}+0}}.", g))).ToArray();
        var (numeric, symbol) = (PerSecond(numbers), PerSecond(symbolic));
        Add("5 numeric verdicts a second", $"{numeric:F0} on {Environment.ProcessorCount} cores", "at least 50,000", numeric >= 50_000);
        Add("5 symbolic verdicts a second", $"{symbol:F0} on {Environment.ProcessorCount} cores, {symbolic.Length} answers", "at least 2,000", symbol >= 2_000);
    }

    private double PerSecond((string Completion, string Gold)[] cases)
    {
        var verifier = new MathVerifier(new MathOptions());
        var duration = TimeSpan.FromSeconds(sample ? 0.5 : 3);
        _ = Measure(verifier, cases, duration / 3);
        return Enumerable.Range(0, 3).Select(_ => Measure(verifier, cases, duration)).Order().ElementAt(1);
    }

    private static double Measure(MathVerifier verifier, (string Completion, string Gold)[] cases, TimeSpan duration)
    {
        var began = Stopwatch.GetTimestamp();
        var counts = new long[Environment.ProcessorCount];
        _ = Parallel.For(0, counts.Length, core =>
        {
            for (var i = core; Stopwatch.GetElapsedTime(began) < duration; i++)
            {
                _ = IsRight(verifier, cases[i % cases.Length].Completion, cases[i % cases.Length].Gold);
                counts[core]++;
            }
        });
        return counts.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Bar 6: hostile answers against honest ground truths, and against themselves as both.</summary>
    private void ProveHostile(string[] golds)
    {
        string[] honest = [.. golds, .. Respellings.Draw(2 * MinPairs).Select(p => p.Answer)];
        var count = sample ? 20_000 : 1_000_000;
        var (crashes, longest, worst) = (0, TimeSpan.Zero, "");
        var gate = new Lock();
        _ = Parallel.For(0, count, i =>
        {
            var answer = HostileAnswers.Draw(i, honest);
            var gold = i % 3 == 0 ? answer + " + 1" : honest[i % honest.Length];
            var began = ThreadCpuClock.Now;
            var crashed = false;
            try
            {
                _ = AnswerEquivalence.Same(gold, answer);
            }
            catch (Exception)
            {
                crashed = true;
            }

            var took = ThreadCpuClock.Now - began;
            if (!crashed && took <= longest)
                return;
            lock (gate)
            {
                crashes += crashed ? 1 : 0;
                if (took > longest && i > 1000)
                    (longest, worst) = (took, answer);
            }
        });
        Add($"6 {count} random and mutated answers: crashes", $"{crashes}", "none", crashes == 0);
        Add($"6 longest verdict, thread CPU", $"{longest.TotalMilliseconds:F1} ms", "at most 50 ms", longest <= TimeSpan.FromMilliseconds(50));
        if (longest > TimeSpan.FromMilliseconds(20))
            Console.WriteLine($"        longest: {worst[..Math.Min(200, worst.Length)]}");
    }

    /// <summary>These verifiers answer at once.</summary>
    private static bool IsRight(IVerifier verifier, string completion, string gold) => verifier.VerifyAsync(
        new VerificationRequest { Prompt = "", Completion = completion, GroundTruth = gold, Row = "{}" }, CancellationToken.None)
        .AsTask().GetAwaiter().GetResult() is Verdict.Correct;

    private void Add(string name, string figure, string required, bool met)
    {
        _bars.Add(new Bar(name, _command, figure, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {figure} ({required})");
    }
}
