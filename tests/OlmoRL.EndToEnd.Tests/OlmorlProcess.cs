using System.Diagnostics;
using System.Text;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>The program, running as a user started it. Its output is taken all the time: a full pipe would stop it.</summary>
internal sealed class OlmorlProcess : IDisposable
{
    /// <summary>No test needs as long: what has not ended by then never would.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan PatienceWithWords = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    public OlmorlProcess(params string[] arguments)
        : this([], arguments)
    {
    }

    private OlmorlProcess(string[] under, string[] arguments)
    {
        string[] command = [.. under, "dotnet", Path.Combine(AppContext.BaseDirectory, "olmorl.dll"), .. arguments];
        // A shell's background jobs ignore Ctrl-C, and so would all that tests start from there.
        if (OperatingSystem.IsLinux())
            command = ["env", "--default-signal=INT", .. command];
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _output = ReadAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Started by another command, which becomes the program.</summary>
    public static OlmorlProcess Under(string[] command, string[] arguments) => new(command, arguments);

    /// <summary>Waits for its end.</summary>
    /// <exception cref="TimeoutException">It goes on and on.</exception>
    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw new TimeoutException($"did not end within {Patience}; it wrote:\n{await _output}\n{await _error}");
        }

        return (_process.ExitCode, await _output, await _error);
    }

    /// <summary>Waits until a file is there.</summary>
    /// <exception cref="InvalidOperationException">The program ended without it.</exception>
    public async Task WritesAsync(string file)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!File.Exists(file))
        {
            if (_process.HasExited && !File.Exists(file))
                throw new InvalidOperationException($"ended with {_process.ExitCode} and without {file}: {await _error}");
            _ = await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Waits until it has written something to its output, so many times.</summary>
    /// <exception cref="InvalidOperationException">The program ended without it.</exception>
    /// <exception cref="TimeoutException">It says other things only.</exception>
    public async Task SaysAsync(string words, int times = 1)
    {
        bool Has(string said) => said.Split(words).Length > times;
        var began = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!Has(Said()))
        {
            if (_process.HasExited && !Has(await _output))
                throw new InvalidOperationException($"ended with {_process.ExitCode} and without saying {words}: {await _error}");
            if (TimeProvider.System.GetElapsedTime(began) > PatienceWithWords)
                throw new TimeoutException($"did not say {words} within {PatienceWithWords}; it said:\n{Said()}");
            _ = await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Presses Ctrl-C.</summary>
    public Task InterruptAsync() => SignalAsync("INT");

    /// <summary>Sends it a signal.</summary>
    public async Task SignalAsync(string name)
    {
        using var signal = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await signal.WaitForExitAsync();
    }

    private string Said()
    {
        lock (_said)
            return _said.ToString();
    }

    private async Task<string> ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_said)
                _ = _said.AppendLine(line);
        }

        return Said();
    }

    public void Kill() => _process.Kill(entireProcessTree: true);

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
