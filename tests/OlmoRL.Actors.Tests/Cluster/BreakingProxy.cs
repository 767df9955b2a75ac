using System.Net;
using System.Net.Sockets;

namespace OlmoRL.Actors.Tests.Cluster;

/// <summary>Passes connections on, and cuts each after so many bytes of its answers.</summary>
internal sealed class BreakingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;
    private readonly int _breakAfter;
    private readonly Task _accepting;
    private int _connections;

    public BreakingProxy(IPEndPoint target, int breakAfter)
    {
        (_target, _breakAfter) = (target, breakAfter);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    public int Connections => _connections;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = Interlocked.Increment(ref _connections);
                _ = PassAsync(client);
            }
        }
        catch (SocketException)
        {
            // Closed.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        await far.ConnectAsync(_target);
        _ = near.GetStream().CopyToAsync(far.GetStream()).ContinueWith(t => t.Exception, TaskScheduler.Default);
        var buffer = new byte[65_536];
        for (var left = _breakAfter; left > 0;)
        {
            var count = await far.GetStream().ReadAsync(buffer);
            if (count == 0)
                return;
            await near.GetStream().WriteAsync(buffer.AsMemory(0, count));
            left -= count;
        }
    }
}
