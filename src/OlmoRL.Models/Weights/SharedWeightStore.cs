using System.Globalization;
using System.IO.Hashing;
using OlmoRL.Rollouts;
using static TorchSharp.torch;

namespace OlmoRL.Models.Weights;

/// <summary>Weights shared within a process: engine-ready buffers, copied on the learner's thread, adopted by a swap.</summary>
/// <remarks>
/// A buffer is never written while an engine leases it. There are as many buffers as versions in use plus one, which is
/// two while engines keep up.
/// </remarks>
public sealed class SharedWeightStore(TransformerConfig config) : IWeightStore, IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Buffer> _buffers = [];
    private Buffer? _newest;

    /// <inheritdoc/>
    public PublishedWeights Publish(PolicyVersion version, TransformerWeights weights)
    {
        Buffer target;
        lock (_gate)
        {
            target = _buffers.Find(b => b.Users == 0 && b != _newest) ?? AddBuffer();
        }

        target.Weights.CopyFrom(weights);
        target.Version = version;
        lock (_gate)
            _newest = target;
        return new PublishedWeights(version, "memory", Digest(target.Weights));
    }

    /// <inheritdoc/>
    public IWeightLease AcquireNewest()
    {
        lock (_gate)
        {
            var buffer = _newest ?? throw new InvalidOperationException("no weights were published yet");
            buffer.Users++;
            return new Lease(this, buffer);
        }
    }

    /// <summary>XxHash128 of the bytes of all tensors in order, hexadecimal.</summary>
    public static string Digest(TransformerWeights weights)
    {
        var hash = new XxHash128();
        foreach (var tensor in weights.All)
            hash.Append(tensor.bytes);
        return hash.GetCurrentHashAsUInt128().ToString("x32", CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Weights.Dispose();
    }

    private Buffer AddBuffer()
    {
        var buffer = new Buffer(TransformerWeights.Allocate(config, ScalarType.Float32, CPU));
        _buffers.Add(buffer);
        return buffer;
    }

    private void Release(Buffer buffer)
    {
        lock (_gate)
            buffer.Users--;
    }

    private sealed class Buffer(TransformerWeights weights)
    {
        public TransformerWeights Weights { get; } = weights;

        public PolicyVersion Version { get; set; }

        public int Users { get; set; }
    }

    private sealed class Lease(SharedWeightStore store, Buffer buffer) : IWeightLease
    {
        private bool _returned;

        public TransformerWeights Weights => buffer.Weights;

        public PolicyVersion Version => buffer.Version;

        public void Dispose()
        {
            if (_returned)
                return;
            _returned = true;
            store.Release(buffer);
        }
    }
}
