namespace OlmoRL.Models.Weights;

/// <summary>A model's weights in the form that one kind of engine reads: fused, cast, laid out.</summary>
public interface IEngineWeights : IDisposable
{
    /// <summary>Size in memory.</summary>
    long ByteCount { get; }

    /// <summary>Overwrites them with a model's weights.</summary>
    void CopyFrom(TransformerWeights source);

    /// <summary>Overwrites them and returns their digest, which may cost less together.</summary>
    UInt128 CopyAndDigest(TransformerWeights source)
    {
        CopyFrom(source);
        return Digest();
    }

    /// <summary>XxHash128 over the bytes as they are now, in whatever pieces this form takes them.</summary>
    UInt128 Digest();
}
