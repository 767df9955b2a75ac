using System.Diagnostics;
using OlmoRL.Verification.Sandboxes;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>What a warm sandbox is compared with: `docker run` for one test, with the same limits, from the command to its end.</summary>
internal static class FreshContainer
{
    private static readonly string[] Arguments =
    [
        "run", "--rm", "-i", "--network", "none", "--read-only", "--tmpfs", "/work:rw,nosuid,nodev,noexec,size=32m,mode=1777",
        "--cap-drop", "ALL", "--cap-add", "SETUID", "--cap-add", "SETGID", "--cap-add", "KILL", "--security-opt", "no-new-privileges",
        "--pids-limit", "64", "--memory", "512m", "--memory-swap", "512m", "--cpus", "1", DockerSandboxSource.DefaultImage, "10000",
    ];

    /// <summary>Wall time of one test.</summary>
    /// <exception cref="InvalidOperationException">The test did not answer.</exception>
    public static async Task<TimeSpan> RunAsync()
    {
        var request = new SandboxRequest
        {
            Program = "def add(a, b):\n    return a + b",
            Test = new ProgramTest(Setup: "", Body: "add(1, 2)", IsExpression: true, EntryPoint: null),
        };
        var began = Stopwatch.GetTimestamp();
        using var docker = Process.Start(new ProcessStartInfo("docker", Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = docker.StandardError.ReadToEndAsync();
        await docker.StandardInput.BaseStream.WriteAsync(SupervisorFrame.Run(request)).ConfigureAwait(false);
        docker.StandardInput.Close();
        var output = await docker.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await docker.WaitForExitAsync().ConfigureAwait(false);
        return output.Contains("\"value\": 3", StringComparison.Ordinal)
            ? Stopwatch.GetElapsedTime(began)
            : throw new InvalidOperationException($"docker run: {output} {await errors.ConfigureAwait(false)}");
    }
}
