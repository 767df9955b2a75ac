namespace OlmoRL.Actors.Cluster;

/// <summary>Which chunks of a version are there already.</summary>
/// <param name="version">Its number.</param>
/// <param name="path">The file that it will be.</param>
internal sealed class IncomingVersion(long version, string path)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<long> _length = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<bool>[] _chunks = [];

    public long Version => version;

    /// <summary>The file that it will be.</summary>
    public string Path => path;

    /// <summary>The file that grows.</summary>
    public string GrowingPath => path + ".tmp";

    /// <summary>Bytes in all; -1 when the version does not come after all.</summary>
    public Task<long> Length => _length.Task;

    /// <summary>The download knows how long the version is; told again after another source was asked.</summary>
    public void Expect(long length)
    {
        lock (_gate)
        {
            if (_chunks.Length == 0)
                _chunks = [.. Enumerable.Range(0, WeightChunk.CountOf(length)).Select(_ => new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously))];
        }

        _ = _length.TrySetResult(length);
    }

    /// <summary>A chunk was verified and written.</summary>
    public void Arrived(long offset) => _ = _chunks[offset / WeightChunk.MaxBytes].TrySetResult(true);

    /// <summary>Whether the chunk at an offset came; waits for it.</summary>
    public Task<bool> ChunkAsync(long offset)
    {
        lock (_gate)
            return offset / WeightChunk.MaxBytes is var index && index < _chunks.Length ? _chunks[index].Task : Task.FromResult(false);
    }

    /// <summary>Lets go of everyone who waits.</summary>
    public void Abandon()
    {
        _ = _length.TrySetResult(-1);
        lock (_gate)
        {
            foreach (var chunk in _chunks)
                _ = chunk.TrySetResult(false);
        }
    }
}
