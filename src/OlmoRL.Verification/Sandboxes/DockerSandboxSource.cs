using Docker.DotNet;
using Docker.DotNet.Models;

namespace OlmoRL.Verification.Sandboxes;

/// <summary>Starts containers through a daemon that speaks Docker's API; removes what earlier runs left.</summary>
public sealed class DockerSandboxSource : ISandboxSource
{
    /// <summary>What `sandboxes/python/setup` builds.</summary>
    public const string DefaultImage = "olmorl-python:latest";

    private readonly SandboxRun _run = new();
    private readonly string _image;
    private readonly TimeProvider _time;
    private readonly DockerClient _client;
    private bool _reaped;

    /// <summary>Containers of an image at the daemon of DOCKER_HOST, or of the usual socket.</summary>
    public DockerSandboxSource(string image, TimeProvider time)
    {
        (_image, _time) = (image, time);
        using var configuration = new DockerClientConfiguration(Endpoint(), defaultTimeout: TimeSpan.FromSeconds(60));
        _client = configuration.CreateClient();
    }

    /// <summary>The label that its containers carry.</summary>
    public string RunId => _run.Id;

    /// <inheritdoc/>
    public async Task<ISandbox> StartAsync(CancellationToken cancellation)
    {
        try
        {
            if (!_reaped)
                await ReapAsync(labels => SandboxRun.HasExpired(labels, _time.GetUtcNow()), cancellation).ConfigureAwait(false);
            _reaped = true;
            return await DockerSandbox.StartAsync(_client, _image, _run.Labels(_time.GetUtcNow()), _time, cancellation).ConfigureAwait(false);
        }
        catch (DockerImageNotFoundException)
        {
            throw new SandboxUnavailableException($"Docker has no image {_image}: run sandboxes/python/setup");
        }
        catch (DockerApiException refused)
        {
            throw new SandboxUnavailableException($"Docker refused to start a sandbox: {refused.Message}");
        }
        catch (Exception silent) when (silent is HttpRequestException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            throw new SandboxUnavailableException($"no Docker daemon answers at {Endpoint()}: install docker.io and start it ({silent.Message})");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await ReapAsync(labels => labels.TryGetValue(SandboxRun.RunLabel, out var id) && id == _run.Id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception silent) when (silent is DockerApiException or HttpRequestException or TimeoutException or IOException)
        {
            // Without a daemon there is nothing to remove.
        }

        _client.Dispose();
    }

    private static Uri Endpoint()
    {
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host)
            return new Uri(host);
        var rootless = Path.Combine(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? "/run", "docker.sock");
        return new Uri("unix://" + (File.Exists("/var/run/docker.sock") || !File.Exists(rootless) ? "/var/run/docker.sock" : rootless));
    }

    private async Task ReapAsync(Func<IDictionary<string, string>, bool> isOurs, CancellationToken cancellation)
    {
        var labelled = new Dictionary<string, IDictionary<string, bool>>
        {
            ["label"] = new Dictionary<string, bool> { [SandboxRun.RunLabel] = true },
        };
        var containers = await _client.Containers.ListContainersAsync(
            new ContainersListParameters { All = true, Filters = labelled }, cancellation).ConfigureAwait(false);
        await Task.WhenAll(containers.Where(c => isOurs(c.Labels)).Select(c => DockerSandbox.RemoveAsync(_client, c.ID))).ConfigureAwait(false);
    }
}
