using System.Net;
using System.Net.Sockets;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>A small quickstart run and its nodes, each a process of its own.</summary>
internal sealed class ClusterProcesses : IDisposable
{
    private readonly List<OlmorlProcess> _processes = [];
    private readonly int _port = FreePair();

    public string Folder { get; } = Directory.CreateTempSubdirectory("olmorl-").FullName;

    public string Seed => $"127.0.0.1:{_port}";

    public string[] Settings =>
    [
        "--set", $"cluster.port={_port}", "--set", "cluster.lost_after=3s", "--set", "rollout.inference_workers=0", "--set", "rollout.groups_per_step=2",
        "--set", "rollout.group_size=4", "--set", "rollout.slots=16", "--set", "trainer.mini_batches=1", "--set", "snapshot_every=3",
    ];

    public OlmorlProcess StartRun(int steps, params string[] more) => StartRunUnder([], steps, more);

    /// <summary>Begins with another command, which becomes the program.</summary>
    public OlmorlProcess StartRunUnder(string[] under, int steps, params string[] more) => Start(under,
        ["rlvr", "recipes/quickstart/rlvr.toml", .. Settings, "--set", $"directory={Path.Combine(Folder, "run")}", "--set", $"trainer.steps={steps}", .. more]);

    /// <summary>At a port of its own, in the run's folder.</summary>
    public OlmorlProcess StartStandby(int steps) => StartRun(steps, "--set", $"cluster.port={FreePair()}", "--standby");

    public OlmorlProcess StartNode(params string[] arguments) => StartNodeUnder([], arguments);

    /// <summary>Begins with another command; at the run's address unless another is given.</summary>
    public OlmorlProcess StartNodeUnder(string[] under, params string[] arguments) => Start(under,
        ["node", "recipes/quickstart/rlvr.toml", .. Settings, "--set", "trainer.steps=1", .. arguments.Contains("--seed") ? (string[])[] : ["--seed", Seed], .. arguments]);

    public void Dispose()
    {
        foreach (var process in _processes)
            process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private OlmorlProcess Start(string[] under, string[] arguments)
    {
        var process = OlmorlProcess.Under(under, arguments);
        _processes.Add(process);
        return process;
    }

    /// <summary>A port that is free together with the next one.</summary>
    private static int FreePair()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            try
            {
                using var second = new TcpListener(IPAddress.Loopback, port + 1);
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                // The next one is taken.
            }
        }
    }
}
