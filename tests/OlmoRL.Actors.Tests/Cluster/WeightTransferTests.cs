using System.IO.Hashing;
using System.Net;
using System.Net.Sockets;
using OlmoRL.Actors.Cluster;
using OlmoRL.Models;
using OlmoRL.Models.Weights;
using OlmoRL.Rollouts;
using static TorchSharp.torch;

namespace OlmoRL.Actors.Tests.Cluster;

public sealed class WeightTransferTests : IAsyncLifetime
{
    // Several chunks of 4 MB.
    private static readonly TransformerConfig Config = new()
    {
        VocabularySize = 4000,
        HiddenSize = 256,
        IntermediateSize = 512,
        LayerCount = 2,
        HeadCount = 4,
        KeyValueHeadCount = 4,
        MaxPositions = 64,
        SlidingWindow = 64,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;
    private readonly SharedWeightStore _learnerMemory = new(() => TransformerWeights.Allocate(Config, ScalarType.Float32, CPU));
    private readonly SharedWeightStore _nodeMemory = new(() => TransformerWeights.Allocate(Config, ScalarType.Float32, CPU));
    private WeightServer _server = null!;

    private PublishingWeightStore Learner => field ??= new PublishingWeightStore(_learnerMemory, Config, Path.Combine(_folder, "out"), _server.Address.ToString());

    /// <summary>As on another machine.</summary>
    private FetchedWeightStore Node => field ??= new FetchedWeightStore(_nodeMemory, Config, Path.Combine(_folder, "node"), null) { ReadsSharedFiles = false };

    public ValueTask InitializeAsync()
    {
        _ = Directory.CreateDirectory(Path.Combine(_folder, "out"));
        _server = new WeightServer(Path.Combine(_folder, "out"), new IPEndPoint(IPAddress.Loopback, 0), null);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_node_gets_the_bytes_that_were_published()
    {
        var published = Publish(3, seed: 1);

        await Node.FetchAsync(published);

        using var lease = Node.AcquireNewest();
        Assert.Equal((new PolicyVersion(3), published.Digest), (lease.Version, lease.Digest));
    }

    [Fact]
    public async Task Of_several_waiting_versions_the_newest_is_fetched_and_older_files_are_removed()
    {
        PublishedWeights[] published = [.. Enumerable.Range(1, 6).Select(v => Publish(v, (ulong)v))];

        await Task.WhenAll(published.Select(Node.FetchAsync));

        using var lease = Node.AcquireNewest();
        Assert.Equal((new PolicyVersion(6), published[5].Digest), (lease.Version, lease.Digest));
        Assert.Equal(3, Directory.EnumerateDirectories(Path.Combine(_folder, "out")).Count());
    }

    [Fact]
    public async Task A_version_that_is_gone_changes_nothing()
    {
        await Node.FetchAsync(Publish(1, seed: 1));

        await Node.FetchAsync(new PublishedWeights(new PolicyVersion(2), _server.Address.ToString(), "0"));

        using var lease = Node.AcquireNewest();
        Assert.Equal(new PolicyVersion(1), lease.Version);
    }

    [Fact]
    public async Task A_file_with_another_digest_than_announced_is_not_taken()
    {
        var published = Publish(1, seed: 1);

        var bytes = await File.ReadAllBytesAsync(WeightServer.FileOf(Path.Combine(_folder, "out"), 1), TestContext.Current.CancellationToken);
        Assert.Equal($"xxh128:{XxHash128.HashToUInt128(bytes):x32}", published.FileDigest);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => Node.FetchAsync(published with { FileDigest = "xxh128:" + new string('0', 32) }));
        Assert.Contains("the file of weights", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_on_the_learners_machine_reads_the_file_in_place_and_its_children_have_it_too()
    {
        using var memory = new SharedWeightStore(() => TransformerWeights.Allocate(Config, ScalarType.Float32, CPU));
        using var here = new FetchedWeightStore(memory, Config, Path.Combine(_folder, "here"), null);
        await using var serving = new WeightServer(Path.Combine(_folder, "here"), new IPEndPoint(IPAddress.Loopback, 0), null, here.Incoming);
        Node.Parent = serving.Address;
        for (var version = 1; version <= 3; version++)
        {
            var published = Publish(version, (ulong)version);

            await here.FetchAsync(published);

            using var lease = here.AcquireNewest();
            Assert.Equal((new PolicyVersion(version), published.Digest), (lease.Version, lease.Digest));
            Assert.Equal(0, _server.SentBytes);
            Assert.True(File.Exists(WeightServer.FileOf(Path.Combine(_folder, "out"), version)));
            await Node.FetchAsync(published);
            Assert.Equal(published.Digest, Newest(Node));
        }

        Assert.Equal(0, _server.SentBytes);
    }

    [Fact]
    public async Task A_file_of_that_name_with_other_content_is_not_read_in_place()
    {
        var published = Publish(1, seed: 1);
        var wrong = published with { FileDigest = "xxh128:" + new string('0', 32) };
        using var memory = new SharedWeightStore(() => TransformerWeights.Allocate(Config, ScalarType.Float32, CPU));
        using var here = new FetchedWeightStore(memory, Config, Path.Combine(_folder, "here"), null);

        _ = await Assert.ThrowsAsync<InvalidDataException>(() => here.FetchAsync(wrong));

        Assert.True(_server.SentBytes > 0); // it was fetched instead, and refused again
    }

    [Fact]
    public async Task A_server_that_hangs_without_closing_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start(); // connections are taken, nobody reads them

        var refused = await Assert.ThrowsAsync<IOException>(() => WeightDownload.FetchAsync(
            (IPEndPoint)silent.LocalEndpoint, null, new IncomingVersion(1, Path.Combine(_folder, "never")), CancellationToken.None, TimeSpan.FromMilliseconds(50)));

        Assert.Contains("sent no chunk", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_with_another_digest_than_announced_are_not_taken()
    {
        var published = Publish(1, seed: 1) with { Digest = new string('0', 32) };

        var problem = await Assert.ThrowsAsync<InvalidDataException>(() => Node.FetchAsync(published));

        Assert.Contains("were announced as", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_connection_is_taken_up_again()
    {
        var published = Publish(1, seed: 1);
        await using var breaking = new BreakingProxy(_server.Address, breakAfter: 5_000_000);

        await Node.FetchAsync(published with { Place = breaking.Address.ToString() });

        using var lease = Node.AcquireNewest();
        Assert.Equal(published.Digest, lease.Digest);
        Assert.True(breaking.Connections > 3, $"{breaking.Connections} connections");
    }

    [Fact]
    public async Task A_child_gets_from_its_parent_what_the_learner_no_longer_has()
    {
        var published = Publish(1, seed: 1);
        await Node.FetchAsync(published);
        await using var parent = new WeightServer(Path.Combine(_folder, "node"), new IPEndPoint(IPAddress.Loopback, 0), null);
        Directory.Delete(Path.Combine(_folder, "out"), recursive: true);
        using var memory = new SharedWeightStore(() => TransformerWeights.Allocate(Config, ScalarType.Float32, CPU));
        using var child = new FetchedWeightStore(memory, Config, Path.Combine(_folder, "child"), null) { Parent = parent.Address, ReadsSharedFiles = false };

        await child.FetchAsync(published);

        using var lease = child.AcquireNewest();
        Assert.Equal(published.Digest, lease.Digest);
    }

    [Fact]
    public async Task A_child_that_asks_while_its_parent_fetches_takes_nothing_from_the_learner()
    {
        var published = Publish(1, seed: 1);
        await using var slow = new BreakingProxy(_server.Address, breakAfter: 5_000_000);
        using var memory = new SharedWeightStore(() => TransformerWeights.Allocate(Config, ScalarType.Float32, CPU));
        await using var parent = new WeightServer(Path.Combine(_folder, "node"), new IPEndPoint(IPAddress.Loopback, 0), null, Node.Incoming);
        using var child = new FetchedWeightStore(memory, Config, Path.Combine(_folder, "child"), null) { Parent = parent.Address, ReadsSharedFiles = false };

        await Task.WhenAll(child.FetchAsync(published), Node.FetchAsync(published with { Place = slow.Address.ToString() }));

        using var lease = child.AcquireNewest();
        Assert.Equal(published.Digest, lease.Digest);
        Assert.Equal(new FileInfo(WeightServer.FileOf(Path.Combine(_folder, "child"), 1)).Length, parent.SentBytes);
    }

    [Fact]
    public async Task A_child_whose_parent_is_lost_asks_the_learner()
    {
        var published = Publish(1, seed: 1);
        var parent = new WeightServer(Path.Combine(_folder, "gone"), new IPEndPoint(IPAddress.Loopback, 0), null);
        var address = parent.Address;
        await parent.DisposeAsync();
        Node.Parent = address;

        await Node.FetchAsync(published);

        using var lease = Node.AcquireNewest();
        Assert.Equal(published.Digest, lease.Digest);
        Assert.Null(Node.Parent);
    }

    [Fact]
    public async Task Random_bytes_end_a_connection_and_nothing_else()
    {
        var published = Publish(1, seed: 1);
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(_server.Address);
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            await client.GetStream().WriteAsync(bytes);
        }

        await Node.FetchAsync(published);

        using var lease = Node.AcquireNewest();
        Assert.Equal(published.Digest, lease.Digest);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Node.Dispose();
        _learnerMemory.Dispose();
        _nodeMemory.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Newest(FetchedWeightStore node)
    {
        using var lease = node.AcquireNewest();
        return lease.Digest;
    }

    private PublishedWeights Publish(int version, ulong seed)
    {
        using var weights = TransformerWeights.Initialize(Config, seed, CPU);
        return Learner.Publish(new PolicyVersion(version), weights);
    }
}
