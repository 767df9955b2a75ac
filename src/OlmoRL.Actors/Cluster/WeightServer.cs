using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Win32.SafeHandles;
using OlmoRL.Models.Checkpoints;

namespace OlmoRL.Actors.Cluster;

/// <summary>Serves versions of the weights from files, in chunks; actor messages carry only version, place and digest.</summary>
public sealed class WeightServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ClusterIdentity? _identity;
    private readonly IncomingWeights? _incoming;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private long _sentBytes;

    /// <summary>Begins to listen.</summary>
    /// <param name="folder">Where versions are, see <see cref="FileOf"/>.</param>
    /// <param name="endpoint">Port 0 takes a free one.</param>
    /// <param name="identity">For TLS; null does not encrypt.</param>
    /// <param name="incoming">What this node is fetching itself; null on the learner, whose versions are whole.</param>
    /// <exception cref="SocketException">The address is taken.</exception>
    public WeightServer(string folder, IPEndPoint endpoint, ClusterIdentity? identity, IncomingWeights? incoming = null)
    {
        (_folder, _identity, _incoming) = (folder, identity, incoming);
        _listener = new TcpListener(endpoint);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Bytes of weights that went out.</summary>
    public long SentBytes => Interlocked.Read(ref _sentBytes);

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>The folder of a version.</summary>
    public static string FolderOf(string folder, long version) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"v{version:D9}"));

    /// <summary>The file of a version; whole when it is there.</summary>
    public static string FileOf(string folder, long version) => Path.Combine(FolderOf(folder, version), ShardedSafetensors.SingleFile);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _listener.Stop(); // after the loop: to accept on a listener that stopped is a fault, not a cancellation
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                // The run ends.
            }
            catch (SocketException)
            {
                // This connection is lost, or no file descriptor is free: others get their weights, this one asks again.
                await Task.Delay(TimeSpan.FromSeconds(1), _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Answers one connection until it closes or asks for something that nobody of ours asks for.</summary>
    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        SafeFileHandle? file = null;
        var opened = -1L;
        try
        {
            await using var stream = await SecureAsync(client).ConfigureAwait(false);
            // One a connection: memory that is taken anew for each chunk costs more than the chunk.
            var (request, buffer) = (new byte[WeightChunk.RequestBytes], new byte[WeightChunk.MaxBytes]);
            while (await stream.ReadAtLeastAsync(request, request.Length, throwOnEndOfStream: false, _stop.Token).ConfigureAwait(false) == request.Length
                && WeightChunk.ReadRequest(request) is var (version, offset, count))
            {
                if (version != opened)
                {
                    file?.Dispose();
                    (file, opened) = (await OpenAsync(version).ConfigureAwait(false), version);
                }

                var there = file is not null && (count <= 0 || _incoming?.Find(version) is not { } growing || await growing.ChunkAsync(offset).WaitAsync(_stop.Token).ConfigureAwait(false));
                var body = !there ? ReadOnlyMemory<byte>.Empty
                    : count == WeightChunk.Where ? SharedFile.Describe(FileOf(_folder, version))
                    : Read(file!, buffer, offset, count);
                await stream.WriteAsync(WeightChunk.Answer(there ? RandomAccess.GetLength(file!) : -1, body.Span), _stop.Token).ConfigureAwait(false);
                await stream.WriteAsync(body, _stop.Token).ConfigureAwait(false);
                _ = Interlocked.Add(ref _sentBytes, count == WeightChunk.Where ? 0 : body.Length);
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or AuthenticationException)
        {
            // A stranger, or the other side asks again on a new connection.
        }
        finally
        {
            file?.Dispose();
        }
    }

    private static ReadOnlyMemory<byte> Read(SafeFileHandle file, byte[] buffer, long offset, int count)
    {
        var body = buffer.AsMemory(0, (int)Math.Max(0, Math.Min(count, RandomAccess.GetLength(file) - offset)));
        if (body.Length > 0)
            _ = RandomAccess.Read(file, body.Span, offset);
        return body;
    }

    private async Task<Stream> SecureAsync(TcpClient client)
    {
        if (_identity is null)
            return client.GetStream();
        var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsServerAsync(_identity.ForServer(), _stop.Token).ConfigureAwait(false);
        return secure;
    }

    /// <summary>A version's file, whole or growing; it stays readable while it is open, even when it is removed meanwhile.</summary>
    private async Task<SafeFileHandle?> OpenAsync(long version)
    {
        try
        {
            return File.OpenHandle(FileOf(_folder, version), share: FileShare.Read | FileShare.Delete);
        }
        catch (IOException)
        {
            // Not here, or not whole.
        }

        if (_incoming?.Find(version) is not { } growing || await growing.Length.WaitAsync(_stop.Token).ConfigureAwait(false) < 0)
            return null;
        try
        {
            return File.OpenHandle(growing.GrowingPath, share: FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException)
        {
            return null; // it became whole just now: the child asks again
        }
    }
}
