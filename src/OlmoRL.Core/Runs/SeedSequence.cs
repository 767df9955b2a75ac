using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace OlmoRL.Runs;

/// <summary>Derives every random stream of a run from (run seed, purpose, index), so that no two streams share state.</summary>
/// <remarks>
/// A stream depends only on its three inputs: adding a consumer, or drawing more from another stream, changes nothing.
/// That is what lets a run resume without storing generator state.
/// </remarks>
public readonly record struct SeedSequence(long RunSeed)
{
    /// <summary>A 64-bit seed for one use: hash of (run seed, purpose, indices).</summary>
    public ulong Derive(string purpose, params ReadOnlySpan<long> indices)
    {
        var hash = new XxHash64(RunSeed);
        hash.Append(MemoryMarshal.AsBytes(purpose.AsSpan()));
        hash.Append(MemoryMarshal.AsBytes(indices));
        return hash.GetCurrentHashAsUInt64();
    }

    /// <summary>A generator for one use; equal inputs give equal sequences.</summary>
    public Random Stream(string purpose, params ReadOnlySpan<long> indices) =>
        new(unchecked((int)Derive(purpose, indices)));
}
