using OlmoRL.Rollouts;

namespace OlmoRL.Models.Weights;

/// <summary>What a publication left behind: enough for a message.</summary>
/// <param name="Version">The version.</param>
/// <param name="Place">Which store.</param>
/// <param name="Digest">XxHash128 over the engine's form in memory, hexadecimal.</param>
/// <param name="FileDigest">XxHash128 of the file that nodes fetch; empty where there is none.</param>
public sealed record PublishedWeights(PolicyVersion Version, string Place, string Digest, string FileDigest = "");

/// <summary>Weights of one version in use; disposing gives them back to the store.</summary>
public interface IWeightLease : IDisposable
{
    /// <summary>Immutable while the lease lives.</summary>
    IEngineWeights Weights { get; }

    /// <summary>Their version.</summary>
    PolicyVersion Version { get; }

    /// <summary>Their digest when they were published.</summary>
    string Digest { get; }
}

/// <summary>Carries weights from the learner to the engines. Weights never ride in an actor message.</summary>
public interface IWeightStore
{
    /// <summary>Copies weights in under a version, on the caller's thread; engines see all of it or nothing.</summary>
    PublishedWeights Publish(PolicyVersion version, TransformerWeights weights);

    /// <summary>Completes when an announced version, or a newer one, can be acquired here; at once where the store is in memory.</summary>
    Task FetchAsync(PublishedWeights announced);

    /// <summary>The newest version, which may be newer than the one an engine was told of.</summary>
    IWeightLease AcquireNewest();
}
