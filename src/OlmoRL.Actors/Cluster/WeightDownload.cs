using System.IO.Hashing;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace OlmoRL.Actors.Cluster;

/// <summary>Fetches a version from a <see cref="WeightServer"/> over several connections; a broken one is opened again.</summary>
internal static class WeightDownload
{
    private const int Connections = 2;
    private const int Tries = 5;

    /// <summary>Longest wait for a chunk: a server that hangs without closing its connections would hold up all that fetch from this node.</summary>
    private static readonly TimeSpan ChunkLimit = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for an answer without weights.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    /// <summary>Writes the version to a file that appears when it is whole.</summary>
    /// <param name="incoming">Told of every chunk, for those that wait for it here.</param>
    /// <param name="chunkLimit">Longest wait for a chunk; a minute by default.</param>
    /// <returns>False when the server does not have the version any more.</returns>
    /// <exception cref="IOException">A chunk could not be fetched in five tries.</exception>
    public static async Task<bool> FetchAsync(
        IPEndPoint server, ClusterIdentity? identity, IncomingVersion incoming, CancellationToken stop, TimeSpan? chunkLimit = null)
    {
        var limit = chunkLimit ?? ChunkLimit;
        var version = incoming.Version;
        using var first = new Connection(server, identity, limit);
        var (length, _) = await first.ReadAsync(version, 0, 0, stop).ConfigureAwait(false);
        if (length < 0)
            return false;
        var temporary = incoming.GrowingPath;
        var gone = false;
        using (var file = File.OpenHandle(temporary, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
        {
            RandomAccess.SetLength(file, length);
            incoming.Expect(length);
            var offsets = new Queue<long>(Enumerable.Range(0, WeightChunk.CountOf(length)).Select(i => (long)i * WeightChunk.MaxBytes));
            async Task DrainAsync()
            {
                using var connection = new Connection(server, identity, limit);
                while (!gone && Next(offsets) is { } offset)
                {
                    var (now, body) = await connection.ReadAsync(version, offset, WeightChunk.MaxBytes, stop).ConfigureAwait(false);
                    gone |= now != length;
                    if (gone)
                        return;
                    RandomAccess.Write(file, body.Span, offset);
                    incoming.Arrived(offset);
                }
            }

            await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => DrainAsync())).ConfigureAwait(false);
        }

        if (!gone)
            File.Move(temporary, incoming.Path, overwrite: true); // the same file under its name: who reads it reads on
        return !gone;
    }

    /// <summary>A version's file, where the server is on this machine and the file can be read here; else null. Asks once.</summary>
    public static async Task<string?> FindSharedAsync(IPEndPoint server, ClusterIdentity? identity, long version)
    {
        try
        {
            using var connection = new Connection(server, identity, AnswerLimit);
            var (length, place) = await connection.AskAsync(version, 0, WeightChunk.Where, CancellationToken.None).ConfigureAwait(false);
            return length < 0 ? null : SharedFile.Find(place.Span);
        }
        catch (Exception unreachable) when (unreachable is IOException or SocketException or AuthenticationException)
        {
            return null; // a parent may have it
        }
    }

    private static long? Next(Queue<long> offsets)
    {
        lock (offsets)
            return offsets.TryDequeue(out var offset) ? offset : null;
    }

    private sealed class Connection(IPEndPoint server, ClusterIdentity? identity, TimeSpan limit) : IDisposable
    {
        private readonly byte[] _buffer = new byte[WeightChunk.MaxBytes];
        private TcpClient? _client;
        private Stream? _stream;

        /// <summary>The file's length, -1 when it is gone, and a chunk whose digest was right; it is there until the next one is read.</summary>
        public async Task<(long Length, ReadOnlyMemory<byte> Body)> ReadAsync(long version, long offset, int count, CancellationToken stop)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await AskAsync(version, offset, count, stop).ConfigureAwait(false);
                }
                catch (Exception broken) when (broken is IOException or SocketException && attempt < Tries)
                {
                    Dispose();
                    (_client, _stream) = (null, null);
                    await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), TimeProvider.System, stop).ConfigureAwait(false);
                }
                catch (Exception refused) when (refused is SocketException or AuthenticationException)
                {
                    throw new IOException($"weights {version} cannot be fetched from {server}: {refused.Message}", refused);
                }
            }
        }

        public void Dispose()
        {
            _stream?.Dispose();
            _client?.Dispose();
        }

        /// <summary>As <see cref="ReadAsync"/>, in one try.</summary>
        public async Task<(long Length, ReadOnlyMemory<byte> Body)> AskAsync(long version, long offset, int count, CancellationToken stop)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(limit);
            try
            {
                return await TryAsync(version, offset, count, patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                throw new IOException($"{server} sent no chunk of weights {version} within {limit}");
            }
        }

        private async Task<Stream> OpenAsync(CancellationToken stop)
        {
            _client = new TcpClient();
            await _client.ConnectAsync(server, stop).ConfigureAwait(false);
            if (identity is null)
                return _stream = _client.GetStream();
            var secure = new SslStream(_client.GetStream());
            _stream = secure;
            await secure.AuthenticateAsClientAsync(identity.ForClient(), stop).ConfigureAwait(false);
            return secure;
        }

        private async Task<(long Length, ReadOnlyMemory<byte> Body)> TryAsync(long version, long offset, int count, CancellationToken stop)
        {
            var stream = _client is null || _stream is null ? await OpenAsync(stop).ConfigureAwait(false) : _stream;
            await stream.WriteAsync(WeightChunk.Request(version, offset, count), stop).ConfigureAwait(false);
            var header = new byte[WeightChunk.AnswerBytes];
            await stream.ReadExactlyAsync(header, stop).ConfigureAwait(false);
            var (length, digest, size) = WeightChunk.ReadAnswer(header);
            if (size < 0 || size > (count == WeightChunk.Where ? _buffer.Length : count))
                throw new IOException($"{server} answers {size} bytes where {count} were asked for");
            var body = _buffer.AsMemory(0, (int)size);
            await stream.ReadExactlyAsync(body, stop).ConfigureAwait(false);
            return XxHash128.HashToUInt128(body.Span) == digest ? (length, body) : throw new IOException($"a chunk of weights {version} was damaged on its way");
        }
    }
}
