using MessagePack;
using OlmoRL.Models.Weights;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Messages;

/// <summary>Learner to coordinator to every inference worker: which weights are newest. They never ride in a message.</summary>
/// <param name="Version">The version.</param>
/// <param name="Place">The weight store that holds it.</param>
/// <param name="Digest">XxHash128 over the engine's form in memory, hexadecimal.</param>
/// <param name="FileDigest">XxHash128 of the file that nodes fetch; empty where there is none.</param>
[MessagePackObject]
public sealed record WeightsPublished(
    [property: Key(0)] PolicyVersion Version, [property: Key(1)] string Place, [property: Key(2)] string Digest, [property: Key(3)] string FileDigest)
{
    /// <summary>The announcement of a publication.</summary>
    public static WeightsPublished Of(PublishedWeights weights) => new(weights.Version, weights.Place, weights.Digest, weights.FileDigest);

    /// <summary>As a store takes it.</summary>
    public PublishedWeights ToStore() => new(Version, Place, Digest, FileDigest);
}
