using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using OlmoRL.Rewards;

namespace OlmoRL.Verification.Scripts;

/// <summary>A running script host; killed with all it started when it is disposed.</summary>
internal sealed class ScriptProcess : IDisposable
{
    private readonly Process _process;

    private ScriptProcess(Process process) => _process = process;

    /// <summary>Starts a host and waits until its code is loaded.</summary>
    /// <exception cref="ScriptException">The script does not compile.</exception>
    /// <exception cref="IOException">There is no such file, or the host did not start.</exception>
    /// <exception cref="ArgumentException">The code is no verifier.</exception>
    public static ScriptProcess Start(string rooted)
    {
        var process = new ScriptProcess(Process.Start(StartInfo(rooted)) ?? throw new IOException("the script host did not start"));
        try
        {
            var answer = HostMessages.Read<HostAnswer>(process._process.StandardOutput.BaseStream);
            return answer switch
            {
                { Kind: "ready" } => process,
                { Kind: "compile" } => throw new ScriptException(answer.File, answer.Line, answer.Column, answer.Reason),
                { Kind: "missing" } => throw new FileNotFoundException(answer.Reason),
                { Kind: "unusable" } => throw new ArgumentException(answer.Reason),
                _ => throw new IOException("the script host ended before it was ready"),
            };
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>One verdict.</summary>
    /// <exception cref="IOException">The host ended.</exception>
    public async Task<Verdict> GradeAsync(VerificationRequest request, CancellationToken cancellation)
    {
        await HostMessages.WriteAsync(_process.StandardInput.BaseStream, request with { Trace = null }, cancellation).ConfigureAwait(false);
        var answer = await HostMessages.ReadAsync<HostAnswer>(_process.StandardOutput.BaseStream, cancellation).ConfigureAwait(false);
        return answer?.ToVerdict() ?? throw new IOException("the script ended its process");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }

        _process.Dispose();
    }

    /// <summary>This assembly as a program, on the runtime and with the dependencies of the program we are in.</summary>
    private static ProcessStartInfo StartInfo(string rooted)
    {
        var entry = Path.Combine(AppContext.BaseDirectory, Assembly.GetEntryAssembly()!.GetName().Name!);
        var runtime = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory());
        var dotnet = Path.Combine(runtime.Parent!.Parent!.Parent!.FullName, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        var start = new ProcessStartInfo(dotnet) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["exec", "--runtimeconfig", entry + ".runtimeconfig.json", "--depsfile", entry + ".deps.json", typeof(ScriptProcess).Assembly.Location, rooted])
            start.ArgumentList.Add(argument);
        return start;
    }
}
