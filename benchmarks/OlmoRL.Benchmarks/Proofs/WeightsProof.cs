using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OlmoRL.Actors.Cluster;
using OlmoRL.Models;
using OlmoRL.Models.Native;
using OlmoRL.Models.Weights;
using OlmoRL.Rollouts;
using static TorchSharp.torch;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Issue 9, bar 3: a gigabyte of weights to four nodes, beside a plain copy over one socket.</summary>
internal sealed class WeightsProof
{
    private const string Command = "benchmarks/prove weights";
    private const int Receivers = 4;
    private const int Versions = 4;
    private readonly List<Bar> _bars = [];

    /// <summary>Runs every bar; 0 when they are met.</summary>
    public async Task<int> RunAsync()
    {
        var here = await MeasureAsync(readsSharedFiles: true).ConfigureAwait(false);
        Add("3 delivered and verified, 4 nodes on the learner's machine", here.Text, "at least 50 % of a plain socket copy", here.Share >= 0.5);
        Add("3 bytes that the learner sends to them", FormattableString.Invariant($"{here.Copies:F2} copies: they read its file"), "at most 2 copies", here.Copies <= 2);
        var apart = await MeasureAsync(readsSharedFiles: false).ConfigureAwait(false);
        Add("3 the same as if each were on a machine of its own", $"{apart.Text}; all nine ends share two cores here", "reported", true);
        Add("3 bytes that the learner sends to those", FormattableString.Invariant($"{apart.Copies:F2} copies"), "at most 2 copies", apart.Copies <= 2);
        var commit = (await CommandRun.StartAsync(Checkout.Root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
        ProofFile.Write(Path.Combine(Checkout.Root, "benchmarks", "results"), "weights", _bars, commit);
        return _bars.All(b => b.Met) ? 0 : 1;
    }

    /// <summary>Four stores of one process, each with its server, every version verified.</summary>
    private static async Task<(string Text, double Share, double Copies)> MeasureAsync(bool readsSharedFiles)
    {
        TorchRuntime.Initialize(1);
        var config = new TransformerConfig
        {
            VocabularySize = 32_000,
            HiddenSize = 1024,
            IntermediateSize = 4096,
            LayerCount = 11,
            HeadCount = 16,
            KeyValueHeadCount = 16,
            MaxPositions = 64,
            SlidingWindow = 64,
        };
        var folder = Directory.CreateTempSubdirectory("olmorl-weights-").FullName;
        using var memory = new SharedWeightStore(() => TransformerWeights.Allocate(config, ScalarType.Float32, CPU));
        using var weights = TransformerWeights.Initialize(config, 1, CPU);
        await using var server = new WeightServer(folder, new IPEndPoint(IPAddress.Loopback, 0), null);
        var learner = new PublishingWeightStore(memory, config, folder, server.Address.ToString());
        var published = learner.Publish(new PolicyVersion(1), weights);
        var bytes = new FileInfo(WeightServer.FileOf(folder, 1)).Length;
        SharedWeightStore[] memories = [.. Enumerable.Range(0, Receivers).Select(_ => new SharedWeightStore(() => TransformerWeights.Allocate(config, ScalarType.Float32, CPU)))];
        FetchedWeightStore[] nodes = [.. memories.Select((m, i) => new FetchedWeightStore(m, config, Path.Combine(folder, $"node-{i}"), null) { ReadsSharedFiles = readsSharedFiles })];
        WeightServer[] servers = [.. Enumerable.Range(0, Receivers).Select(i => new WeightServer(Path.Combine(folder, $"node-{i}"), new IPEndPoint(IPAddress.Loopback, 0), null, nodes[i].Incoming))];
        for (var i = 2; i < Receivers; i++)
            nodes[i].Parent = servers[(i / 2) - 1].Address;
        var (shares, rates, plains) = (new List<double>(), new List<double>(), new List<double>());
        var sent = 0L;
        for (var version = 1; version <= Versions; version++)
        {
            if (version > 1)
                published = learner.Publish(new PolicyVersion(version), weights);
            plains.Add(await PlainCopyAsync(bytes).ConfigureAwait(false));
            sent = server.SentBytes;
            var began = Stopwatch.GetTimestamp();
            await Task.WhenAll(nodes.Select(n => n.FetchAsync(published))).ConfigureAwait(false);
            rates.Add(Receivers * bytes / Stopwatch.GetElapsedTime(began).TotalSeconds);
            shares.Add(rates[^1] / plains[^1]);
            sent = server.SentBytes - sent;
            Console.WriteLine(FormattableString.Invariant($"version {version}: {rates[^1] / 1e9:F2} GB/s, plain {plains[^1] / 1e9:F2} GB/s, {(double)sent / bytes:F2} copies"));
        }

        // The first version takes memory from the machine, which later ones have.
        var share = shares.Skip(1).Order().ElementAt((Versions - 1) / 2);
        foreach (var passing in servers)
            await passing.DisposeAsync().ConfigureAwait(false);
        foreach (var node in nodes)
            node.Dispose();
        foreach (var store in memories)
            store.Dispose();
        Directory.Delete(folder, recursive: true);
        var text = FormattableString.Invariant($"{bytes / 1e9:F2} GB each, {100 * share:F0} % of a plain socket copy until the last has verified, median of versions 2 to {Versions} ({rates[^1] / 1e9:F2} GB/s beside {plains[^1] / 1e9:F2} at the last); {100 * shares[0]:F0} % at the first");
        return (text, share, (double)sent / bytes);
    }

    /// <summary>Bytes a second over one loopback connection, from memory to memory.</summary>
    private static async Task<double> PlainCopyAsync(long bytes)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var buffer = new byte[1 << 20];
        async Task SendAsync()
        {
            using var sender = new TcpClient();
            await sender.ConnectAsync((IPEndPoint)listener.LocalEndpoint).ConfigureAwait(false);
            for (var left = bytes; left > 0; left -= buffer.Length)
                await sender.GetStream().WriteAsync(buffer).ConfigureAwait(false);
        }

        var sending = SendAsync();
        using var receiver = await listener.AcceptTcpClientAsync().ConfigureAwait(false);
        var began = Stopwatch.GetTimestamp();
        var taken = new byte[1 << 20];
        while (await receiver.GetStream().ReadAsync(taken).ConfigureAwait(false) > 0)
        {
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await sending.ConfigureAwait(false);
        return bytes / seconds;
    }

    private void Add(string name, string figure, string required, bool met)
    {
        _bars.Add(new Bar(name, Command, figure, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {figure} ({required})");
    }
}
