using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace OlmoRL.Verification.Sandboxes;

/// <summary>Namespaces by Bubblewrap: no network, read-only root, own processes and memory file systems; limits are per process.</summary>
/// <remarks>
/// Started by root it gives each completion a fresh user, as a container does. Started by anybody else it has a single user
/// and is therefore used once.
/// </remarks>
public sealed class BubblewrapSandbox : SupervisedSandbox
{
    private const string WorkBytes = "33554432";
    private readonly Process _process;
    private readonly string _complaint;
    private readonly int? _supervisor;

    private BubblewrapSandbox(Process process, string firstLine, TimeProvider time)
        : base(time)
    {
        _process = process;
        _complaint = firstLine;
        _supervisor = firstLine.StartsWith('{') ? (int?)JsonNode.Parse(firstLine)!["child-pid"] : null;
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    internal static async Task<BubblewrapSandbox> StartAsync(string executable, string root, TimeProvider time, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(executable, Arguments(root))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        var process = Process.Start(start)!;
        var line = await process.StandardError.ReadLineAsync(cancellation).ConfigureAwait(false);
        var sandbox = new BubblewrapSandbox(process, line ?? "", time);
        try
        {
            await sandbox.GreetAsync(cancellation).ConfigureAwait(false);
            return sandbox;
        }
        catch
        {
            await sandbox.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task WriteAsync(byte[] bytes, CancellationToken cancellation)
    {
        await _process.StandardInput.BaseStream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        await _process.StandardInput.BaseStream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellation) =>
        await _process.StandardOutput.BaseStream.ReadAsync(buffer.AsMemory(offset, count), cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override async Task KillAsync()
    {
        // Killing process 1 of the namespace kills everything in it; Bubblewrap's own process then ends.
        if (_supervisor is { } id && !_process.HasExited)
        {
            try
            {
                using var supervisor = Process.GetProcessById(id);
                supervisor.Kill();
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It ended by itself.
            }
        }
        else if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    /// <inheritdoc/>
    protected override Task<string> FaultAsync() => Task.FromResult(_complaint);

    private static string[] Arguments(string root)
    {
        string[] users = Environment.IsPrivilegedProcess
            ? ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_KILL"]
            : ["--unshare-user", "--uid", "900", "--gid", "900"];
        return
        [
            .. users, "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
            "--as-pid-1", "--new-session", "--clearenv", "--hostname", "sandbox", "--json-status-fd", "2",
            "--ro-bind", root, "/", "--proc", "/proc", "--dev", "/dev",
            "--perms", "1777", "--size", WorkBytes, "--tmpfs", "/dev/shm",
            "--perms", "1777", "--size", WorkBytes, "--tmpfs", "/work", "--remount-ro", "/dev",
            "/usr/bin/python3", "-I", "-S", "-B", "/opt/olmorl", SandboxRun.NextUsers().ToString(CultureInfo.InvariantCulture),
        ];
    }
}
