using System.Net;
using OlmoRL.Flow;
using OlmoRL.Models;
using OlmoRL.Models.Weights;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Cluster;

/// <summary>
/// A node's store: versions come from its parent in the tree of nodes, or from the learner, and are taken whole, with the
/// announced digest, or not at all. What was taken is there for the node's own children.
/// </summary>
/// <param name="memory">Of this process; owned by the caller.</param>
/// <param name="config">Of the model.</param>
/// <param name="folder">Of this node, for the newest version's file.</param>
/// <param name="identity">For TLS; null does not encrypt.</param>
public sealed class FetchedWeightStore(SharedWeightStore memory, TransformerConfig config, string folder, ClusterIdentity? identity) : IWeightStore, IDisposable
{
    /// <summary>How long a parent may take to begin with a version itself, before the learner is asked.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private TransformerWeights? _staging;
    private Task _fetching = Task.CompletedTask;
    private PolicyVersion _asked = new(-1);
    private PolicyVersion? _held;

    /// <summary>What the node's children can have before it is whole here.</summary>
    public IncomingWeights Incoming { get; } = new();

    /// <summary>The node to ask before the learner; null for none.</summary>
    public IPEndPoint? Parent { get; set; }

    /// <summary>Whether a learner's file on this machine is read in place; else it is fetched like any other.</summary>
    public bool ReadsSharedFiles { get; init; } = true;

    /// <summary>What is being fetched.</summary>
    public IEnumerable<Wait> Waits()
    {
        lock (_gate)
            return _fetching.IsCompleted ? [] : [new Wait("weights", $"version {_asked.Step} from {(Parent is { } parent ? $"node {parent}" : "the learner")}")];
    }

    /// <summary>Not on a node.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public PublishedWeights Publish(PolicyVersion version, TransformerWeights weights) =>
        throw new NotSupportedException("a node fetches weights, it does not publish them");

    /// <inheritdoc/>
    public IWeightLease AcquireNewest() => memory.AcquireNewest();

    /// <summary>Fetches a version, one at a time; an older one than was asked for last is not fetched, and one that could not be fetched is tried again.</summary>
    /// <exception cref="InvalidDataException">What came has another digest.</exception>
    /// <exception cref="IOException">The learner does not answer.</exception>
    public Task FetchAsync(PublishedWeights announced)
    {
        lock (_gate)
        {
            if (announced.Version < _asked || (announced.Version == _asked && !_fetching.IsFaulted))
                return _fetching;
            _asked = announced.Version;
            return _fetching = FetchAfterAsync(_fetching, announced);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _staging?.Dispose();

    private async Task FetchAfterAsync(Task before, PublishedWeights announced)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (announced.Version < _asked)
            return; // a newer one waits behind it
        var version = announced.Version.Step;
        _ = Directory.CreateDirectory(WeightServer.FolderOf(folder, version));
        var incoming = Incoming.Begin(version, WeightServer.FileOf(folder, version));
        try
        {
            if (await FromThisMachineAsync(announced).ConfigureAwait(false) || await DownloadAsync(incoming, announced).ConfigureAwait(false))
                Take(announced);
            else
                Directory.Delete(WeightServer.FolderOf(folder, version), recursive: true);
        }
        finally
        {
            incoming.Abandon();
        }
    }

    /// <summary>Whether it came over the network; false when it is gone.</summary>
    private async Task<bool> DownloadAsync(IncomingVersion incoming, PublishedWeights announced)
    {
        if (!await FromParentAsync(incoming).ConfigureAwait(false)
            && !await WeightDownload.FetchAsync(IPEndPoint.Parse(announced.Place), identity, incoming, CancellationToken.None).ConfigureAwait(false))
            return false;
        return WeightDigest.OfFile(incoming.Path) is var file && file == announced.FileDigest ? true
            : throw new InvalidDataException($"the file of weights {announced.Version} was announced as {announced.FileDigest}, and is {file}");
    }

    /// <summary>Whether the parent had it in time; a parent that is lost is not asked again.</summary>
    private async Task<bool> FromParentAsync(IncomingVersion incoming)
    {
        if (Parent is not { } parent)
            return false;
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            while (TimeProvider.System.GetElapsedTime(began) < Patience && incoming.Version >= _asked.Step)
            {
                if (await WeightDownload.FetchAsync(parent, identity, incoming, CancellationToken.None).ConfigureAwait(false))
                    return true;
                await Task.Delay(AskAgain, TimeProvider.System).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            Parent = null;
        }

        return false;
    }

    /// <summary>Whether the learner's own file can be read here: a link stands for it, through which this node's children have it too.</summary>
    private async Task<bool> FromThisMachineAsync(PublishedWeights announced)
    {
        if (!ReadsSharedFiles || await WeightDownload.FindSharedAsync(IPEndPoint.Parse(announced.Place), identity, announced.Version.Step).ConfigureAwait(false) is not { } shared)
            return false;
        try
        {
            if (WeightDigest.OfFile(shared) != announced.FileDigest)
                return false; // another file of this name, in a container
            _ = File.CreateSymbolicLink(WeightServer.FileOf(folder, announced.Version.Step), shared);
            Incoming.Complete();
            return true;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Take(PublishedWeights announced)
    {
        WeightFile.Read(WeightServer.FolderOf(folder, announced.Version.Step), config, ref _staging);
        var taken = memory.Publish(announced.Version, _staging);
        if (taken.Digest != announced.Digest)
            throw new InvalidDataException($"weights {announced.Version} were announced as {announced.Digest}, and are {taken.Digest}");
        if (_held is { } old)
            Directory.Delete(WeightServer.FolderOf(folder, old.Step), recursive: true);
        _held = announced.Version;
    }
}
