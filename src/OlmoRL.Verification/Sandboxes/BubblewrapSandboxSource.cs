namespace OlmoRL.Verification.Sandboxes;

/// <summary>Starts Bubblewrap on the root file system that `sandboxes/python/setup` made.</summary>
public sealed class BubblewrapSandboxSource(string folder, TimeProvider time) : ISandboxSource
{
    /// <summary>OLMORL_SANDBOX, or olmorl/sandbox-python in the user's cache: where setup puts it.</summary>
    public static string DefaultFolder()
    {
        if (Environment.GetEnvironmentVariable("OLMORL_SANDBOX") is { Length: > 0 } place)
            return place;
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "olmorl", "sandbox-python");
    }

    /// <inheritdoc/>
    public async Task<ISandbox> StartAsync(CancellationToken cancellation)
    {
        var executable = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(place => Path.Combine(place, "bwrap")).FirstOrDefault(File.Exists);
        if (executable is null)
            throw new SandboxUnavailableException("Bubblewrap is not installed: apt-get install bubblewrap");
        var root = Path.Combine(folder, "rootfs");
        if (!Directory.Exists(root))
            throw new SandboxUnavailableException($"{root} does not exist: run sandboxes/python/setup");
        return await BubblewrapSandbox.StartAsync(executable, root, time, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
