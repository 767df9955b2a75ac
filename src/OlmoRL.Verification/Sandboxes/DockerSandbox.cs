using Docker.DotNet;
using Docker.DotNet.Models;

namespace OlmoRL.Verification.Sandboxes;

/// <summary>
/// A container without network, with a read-only root, no privilege to gain and hard limits; only its process 1 holds what
/// it needs to start programs as fresh users and to kill them.
/// </summary>
/// <remarks>sandboxes/python/README.md says what this protects against and what it does not.</remarks>
public sealed class DockerSandbox : SupervisedSandbox
{
    private const long WorkBytes = 32L << 20;
    private readonly DockerClient _client;
    private readonly string _container;
    private readonly MultiplexedStream _stream;

    private DockerSandbox(DockerClient client, string container, MultiplexedStream stream, TimeProvider time)
        : base(time) => (_client, _container, _stream) = (client, container, stream);

    internal static async Task<DockerSandbox> StartAsync(
        DockerClient client, string image, IDictionary<string, string> labels, TimeProvider time, CancellationToken cancellation)
    {
        var created = await client.Containers.CreateContainerAsync(Container(image, labels), cancellation).ConfigureAwait(false);
        DockerSandbox? sandbox = null;
        try
        {
            var attach = new ContainerAttachParameters { Stream = true, Stdin = true, Stdout = true, Stderr = true };
            var stream = await client.Containers.AttachContainerAsync(created.ID, tty: false, attach, cancellation).ConfigureAwait(false);
            sandbox = new DockerSandbox(client, created.ID, stream, time);
            _ = await client.Containers.StartContainerAsync(created.ID, new ContainerStartParameters(), cancellation).ConfigureAwait(false);
            await sandbox.GreetAsync(cancellation).ConfigureAwait(false);
            return sandbox;
        }
        catch
        {
            if (sandbox is null)
                await RemoveAsync(client, created.ID).ConfigureAwait(false);
            else
                await sandbox.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Kills and removes a container with its volumes; one that is gone already is no error.</summary>
    internal static async Task RemoveAsync(DockerClient client, string container)
    {
        try
        {
            var parameters = new ContainerRemoveParameters { Force = true, RemoveVolumes = true };
            await client.Containers.RemoveContainerAsync(container, parameters, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is DockerApiException or HttpRequestException or TimeoutException or IOException)
        {
            // It removes itself when its process 1 ends, and the next start reaps what a silent daemon kept.
        }
    }

    /// <inheritdoc/>
    protected override Task WriteAsync(byte[] bytes, CancellationToken cancellation) => _stream.WriteAsync(bytes, 0, bytes.Length, cancellation);

    /// <inheritdoc/>
    protected override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await _stream.ReadOutputAsync(buffer, offset, count, cancellation).ConfigureAwait(false);
            if (read.Target == MultiplexedStream.TargetStream.StandardOut || read.EOF)
                return read.Count;
        }
    }

    /// <inheritdoc/>
    protected override async Task KillAsync()
    {
        await RemoveAsync(_client, _container).ConfigureAwait(false);
        _stream.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task<string> FaultAsync()
    {
        try
        {
            var container = await _client.Containers.InspectContainerAsync(_container).ConfigureAwait(false);
            return $"container {container.State.Status}, exit code {container.State.ExitCode} {container.State.Error}".Trim();
        }
        catch (DockerApiException)
        {
            return "its container has ended";
        }
    }

    private static CreateContainerParameters Container(string image, IDictionary<string, string> labels) => new()
    {
        Image = image,
        Labels = labels,
        Cmd = [SandboxRun.NextUsers().ToString(System.Globalization.CultureInfo.InvariantCulture)],
        OpenStdin = true,
        StdinOnce = true, // Process 1 ends when our end of its input closes: a dead owner leaves no container.
        AttachStdin = true,
        AttachStdout = true,
        AttachStderr = true,
        NetworkDisabled = true,
        HostConfig = new HostConfig
        {
            AutoRemove = true,
            NetworkMode = "none",
            ReadonlyRootfs = true,
            CapDrop = ["ALL"],
            CapAdd = ["SETUID", "SETGID", "KILL"],
            SecurityOpt = ["no-new-privileges"],
            PidsLimit = 64,
            Memory = 512L << 20,
            MemorySwap = 512L << 20,
            NanoCPUs = 1_000_000_000,
            IpcMode = "private",
            ShmSize = WorkBytes,
            Tmpfs = new Dictionary<string, string> { ["/work"] = $"rw,nosuid,nodev,noexec,size={WorkBytes},mode=1777" },
            LogConfig = new LogConfig { Type = "none" },
        },
    };
}
