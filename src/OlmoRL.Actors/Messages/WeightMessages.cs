using MessagePack;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Messages;

/// <summary>Learner to coordinator to every inference worker: which weights are newest. They never ride in a message.</summary>
/// <param name="Version">The version.</param>
/// <param name="Place">The weight store that holds it.</param>
/// <param name="Digest">XxHash128 of the tensors' bytes, hexadecimal.</param>
[MessagePackObject]
public sealed record WeightsPublished(
    [property: Key(0)] PolicyVersion Version, [property: Key(1)] string Place, [property: Key(2)] string Digest);
