using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>A run beside a collector: what arrives there over HTTP.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task A_collector_gets_the_metrics_and_a_trace_of_every_group_from_admission_to_gradient()
    {
        var port = FreePort();
        using var collector = new HttpListener();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        var received = ReceiveAsync(collector);

        var (exitCode, _, error) = await Repository.OlmorlAsync(
            "rlvr", "recipes/quickstart/rlvr.toml", "--set", $"directory={Path.Combine(_folder, "run")}", "--set", "trainer.steps=2",
            "--set", "rollout.groups_per_step=2", "--set", "rollout.group_size=4", "--set", "trainer.mini_batches=1",
            "--set", $"telemetry.endpoint=http://127.0.0.1:{port}");
        collector.Stop();

        Assert.True(exitCode == 0, error);
        var bodies = await received;
        var traces = string.Concat(bodies.Where(b => b.Path == "/v1/traces").Select(b => b.Body));
        var metrics = string.Concat(bodies.Where(b => b.Path == "/v1/metrics").Select(b => b.Body));
        Assert.All((string[])["group", "sample", "grade", "train", "lease.epoch", "prompt.id", "trained"], name => Assert.Contains(name, traces, StringComparison.Ordinal));
        Assert.All((string[])["policy/loss", "rollout/reward_mean", "step"], name => Assert.Contains(name, metrics, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Protobuf keeps texts as they are, which is all that is looked for.</summary>
    private static async Task<List<(string Path, string Body)>> ReceiveAsync(HttpListener collector)
    {
        List<(string, string)> bodies = [];
        try
        {
            while (true)
            {
                var context = await collector.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                bodies.Add((context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync()));
                context.Response.Close();
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
            return bodies;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
