using System.Globalization;
using OlmoRL.Rollouts;

namespace OlmoRL.Models.Weights;

/// <summary>Weights shared within a process: engine-ready buffers, copied on the learner's thread, adopted by a swap.</summary>
/// <remarks>
/// A buffer is never written while an engine leases it. There are as many buffers as versions in use plus one, which is
/// two while engines keep up.
/// </remarks>
/// <param name="allocate">Makes a buffer in the form that the engines read.</param>
public sealed class SharedWeightStore(Func<IEngineWeights> allocate) : IWeightStore, IDisposable
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

        (target.Version, target.Digest) = (version, Format(target.Weights.CopyAndDigest(weights)));
        lock (_gate)
            _newest = target;
        return new PublishedWeights(version, "memory", target.Digest);
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

    /// <inheritdoc/>
    public Task FetchAsync(PublishedWeights announced) => Task.CompletedTask;

    /// <summary>A digest as messages carry it, hexadecimal.</summary>
    public static string Format(UInt128 digest) => digest.ToString("x32", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Weights.Dispose();
    }

    private Buffer AddBuffer()
    {
        var buffer = new Buffer(allocate());
        _buffers.Add(buffer);
        return buffer;
    }

    private void Release(Buffer buffer)
    {
        lock (_gate)
            buffer.Users--;
    }

    private sealed class Buffer(IEngineWeights weights)
    {
        public IEngineWeights Weights { get; } = weights;

        public string Digest { get; set; } = "";

        public PolicyVersion Version { get; set; }

        public int Users { get; set; }
    }

    private sealed class Lease(SharedWeightStore store, Buffer buffer) : IWeightLease
    {
        private bool _returned;

        public IEngineWeights Weights => buffer.Weights;

        public PolicyVersion Version => buffer.Version;

        public string Digest => buffer.Digest;

        public void Dispose()
        {
            if (_returned)
                return;
            _returned = true;
            store.Release(buffer);
        }
    }
}
