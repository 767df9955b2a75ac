using System.Net;
using OlmoRL.Models;
using OlmoRL.Models.Weights;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Cluster;

/// <summary>A node's store: versions come from the learner's <see cref="WeightServer"/>, and are taken whole, with the announced digest, or not at all.</summary>
/// <param name="memory">Of this process; owned by the caller.</param>
/// <param name="config">Of the model.</param>
/// <param name="folder">Of this node, for what is under way.</param>
public sealed class FetchedWeightStore(SharedWeightStore memory, TransformerConfig config, string folder) : IWeightStore
{
    private readonly Lock _gate = new();
    private Task _fetching = Task.CompletedTask;
    private PolicyVersion _asked = new(-1);

    /// <summary>Not on a node.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public PublishedWeights Publish(PolicyVersion version, TransformerWeights weights) =>
        throw new NotSupportedException("a node fetches weights, it does not publish them");

    /// <inheritdoc/>
    public IWeightLease AcquireNewest() => memory.AcquireNewest();

    /// <summary>Fetches a version, one at a time; an older one than was asked for last is not fetched.</summary>
    /// <exception cref="InvalidDataException">What came has another digest.</exception>
    /// <exception cref="IOException">The learner does not answer.</exception>
    public Task FetchAsync(PublishedWeights announced)
    {
        lock (_gate)
        {
            if (announced.Version <= _asked)
                return _fetching;
            _asked = announced.Version;
            return _fetching = FetchAfterAsync(_fetching, announced);
        }
    }

    private async Task FetchAfterAsync(Task before, PublishedWeights announced)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (announced.Version < _asked)
            return; // a newer one waits behind it
        var here = Path.Combine(folder, "incoming");
        _ = Directory.CreateDirectory(here);
        var path = Path.Combine(here, Models.Checkpoints.ShardedSafetensors.SingleFile);
        if (await WeightDownload.FetchAsync(IPEndPoint.Parse(announced.Place), announced.Version.Step, path, CancellationToken.None).ConfigureAwait(false))
            Take(here, announced);
    }

    private void Take(string here, PublishedWeights announced)
    {
        using var weights = WeightFile.Read(here, config);
        var taken = memory.Publish(announced.Version, weights);
        if (taken.Digest != announced.Digest)
            throw new InvalidDataException($"weights {announced.Version} were announced as {announced.Digest}, and are {taken.Digest}");
    }
}
