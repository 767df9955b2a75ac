using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Issue 3, bar 6: a soak of `olmorl serve` with clients that stay and clients that leave.</summary>
/// <param name="sample">Half a minute in place of thirty.</param>
internal sealed class ServeProof(bool sample)
{
    private const int Clients = 32;
    private const int LeaveEvery = 10;
    private const string Model = "recipes/quickstart/base";
    private readonly List<Bar> _bars = [];
    private readonly TimeSpan _length = sample ? TimeSpan.FromSeconds(30) : TimeSpan.FromMinutes(30);
    private long _finished;
    private long _left;
    private long _broken;
    private string _firstBroken = "";

    /// <summary>Runs the soak; 0 when all bars are met.</summary>
    public async Task<int> RunAsync()
    {
        var root = (await CommandRun.StartAsync(AppContext.BaseDirectory, "git", "rev-parse", "--show-toplevel").ConfigureAwait(false)).Succeeded().Output.Trim();
        var commit = (await CommandRun.StartAsync(root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
        _ = (await CommandRun.StartAsync(root, Path.Combine(root, "olmorl"), "--help").ConfigureAwait(false)).Succeeded(); // built
        using var server = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(root, "artifacts/bin/OlmoRL.Cli/release/olmorl.dll"), "serve", Path.Combine(root, Model), "--port", "0"])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            var line = await server.StandardOutput.ReadLineAsync().ConfigureAwait(false) ?? throw new InvalidOperationException("the server did not start");
            using var client = new HttpClient { BaseAddress = new Uri(line.Split(' ').Single(w => w.StartsWith("http", StringComparison.Ordinal)).Replace("/v1", "/", StringComparison.Ordinal)) };
            await SoakAsync(client, server).ConfigureAwait(false);
        }
        finally
        {
            server.Kill();
        }

        if (!sample)
            ProofFile.Write(Path.Combine(root, "benchmarks", "results"), "serve", _bars, commit);
        return _bars.All(b => b.Met) ? 0 : 1;
    }

    private async Task SoakAsync(HttpClient client, Process server)
    {
        var began = Stopwatch.GetTimestamp();
        using var end = new CancellationTokenSource(_length);
        var clients = Enumerable.Range(0, Clients).Select(i => Task.Run(() => TalkAsync(client, i, end.Token))).ToArray();
        var memory = new List<double>();
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(sample ? 1 : 10)).ConfigureAwait(false);
            server.Refresh();
            memory.Add(server.WorkingSet64 / 1e6);
        }

        await Task.WhenAll(clients).ConfigureAwait(false);
        await Task.Delay(TimeSpan.FromSeconds(2)).ConfigureAwait(false);
        var metrics = await client.GetStringAsync(new Uri("metrics", UriKind.Relative)).ConfigureAwait(false);
        var took = Stopwatch.GetElapsedTime(began);
        Judge(took, memory, metrics);
    }

    private void Judge(TimeSpan took, List<double> memory, string metrics)
    {
        double Metric(string name) => double.Parse(metrics.Split('\n').Single(l => l.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
        var leaked = Metric("olmorl_sequences_running") + Metric("olmorl_sequences_waiting") + Metric("olmorl_cache_blocks_used");
        Add("6 sequences and cache blocks left when all clients are gone", FormattableString.Invariant(
            $"{leaked}, after {_finished} answers and {_left} clients that left mid-stream in {took.TotalMinutes:F1} min ({Metric("olmorl_tokens_sampled_total") / took.TotalSeconds:F0} tokens/s)"),
            "none", leaked == 0);

        // A fifth of the time warms the process up; then the medians of the next and of the last fifth are compared.
        var fifth = memory.Count / 5;
        var (early, late) = (Median(memory[fifth..(2 * fifth)]), Median(memory[^fifth..]));
        Add("6 resident memory", FormattableString.Invariant($"{early:F0} MB in the second fifth, {late:F0} MB in the last: {100 * (late / early - 1):F1} % more"),
            sample ? "reported" : "at most 3 % more", sample || late <= 1.03 * early);
        Add("6 finished answers that were not complete", $"{_broken} of {_finished}{(_firstBroken.Length > 0 ? $" ({_firstBroken})" : "")}", "none", _broken == 0 && _finished > 0);
    }

    private async Task TalkAsync(HttpClient client, int number, CancellationToken end)
    {
        var random = new Random(number);
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            var leaves = (i * Clients + number) % LeaveEvery == 0;
            try
            {
                await AskAsync(client, random, leaves).ConfigureAwait(false);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException or KeyNotFoundException)
            {
                Broken(broken.Message);
            }
        }
    }

    /// <summary>One streamed request: its pieces, its end, and the server's own count of tokens must agree.</summary>
    private async Task AskAsync(HttpClient client, Random random, bool leaves)
    {
        var most = 8 + random.Next(120);
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/completions")
        {
            Content = JsonContent.Create(new
            {
                prompt = $"Ann has {random.Next(50)} apples and buys {random.Next(50)} more.",
                max_tokens = most,
                temperature = 1.5,
                stream = true,
                stream_options = new { include_usage = true },
                return_token_ids = true,
            }),
        };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
        _ = response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync().ConfigureAwait(false));
        var (tokens, finish, usage, ended) = (0, "", -1, false);
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0)
                continue;
            if (line == "data: [DONE]")
            {
                ended = true;
                continue;
            }

            using var chunk = JsonDocument.Parse(line["data: ".Length..]);
            if (chunk.RootElement.TryGetProperty("usage", out var counts))
                usage = counts.GetProperty("completion_tokens").GetInt32();
            foreach (var choice in chunk.RootElement.GetProperty("choices").EnumerateArray())
            {
                tokens += choice.GetProperty("token_ids").GetArrayLength();
                finish = choice.GetProperty("finish_reason").GetString() ?? finish;
            }

            if (leaves && tokens > 3)
            {
                _ = Interlocked.Increment(ref _left);
                return;
            }
        }

        _ = Interlocked.Increment(ref _finished);
        if (!ended || usage != tokens || finish is not ("stop" or "length") || (finish == "length" && tokens != most))
            Broken($"ended {ended}, {tokens} tokens, usage {usage}, finish '{finish}', limit {most}");
    }

    private void Broken(string what)
    {
        if (Interlocked.Increment(ref _broken) == 1)
            _firstBroken = what;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private void Add(string name, string figure, string required, bool met)
    {
        _bars.Add(new Bar(name, "benchmarks/prove serve" + (sample ? " --sample" : ""), figure, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {figure} ({required})");
    }
}
