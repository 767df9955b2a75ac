using OlmoRL.Models;
using OlmoRL.Models.Weights;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Cluster;

/// <summary>The learner's store of a run that nodes can join: for its own engines in memory, for theirs in files of the newest versions.</summary>
/// <param name="memory">Of this process; owned by the caller.</param>
/// <param name="config">Of the model.</param>
/// <param name="folder">Where the files go.</param>
/// <param name="place">Where nodes fetch them.</param>
public sealed class PublishingWeightStore(SharedWeightStore memory, TransformerConfig config, string folder, string place) : IWeightStore
{
    /// <summary>A node that is told of a version may begin to fetch it only when two later ones are there.</summary>
    private const int KeptVersions = 3;

    /// <summary>What was published last.</summary>
    public PublishedWeights? Newest { get; private set; }

    /// <inheritdoc/>
    public PublishedWeights Publish(PolicyVersion version, TransformerWeights weights)
    {
        var published = memory.Publish(version, weights) with { Place = place };
        _ = Directory.CreateDirectory(WeightServer.FolderOf(folder, version.Step));
        var file = WeightServer.FileOf(folder, version.Step);
        WeightFile.Write(file, config, weights);
        published = published with { FileDigest = WeightDigest.OfFile(file) };
        if (WeightServer.FolderOf(folder, version.Step - KeptVersions) is var old && Directory.Exists(old))
            Directory.Delete(old, recursive: true);
        return Newest = published;
    }

    /// <inheritdoc/>
    public IWeightLease AcquireNewest() => memory.AcquireNewest();

    /// <inheritdoc/>
    public Task FetchAsync(PublishedWeights announced) => Task.CompletedTask;
}
