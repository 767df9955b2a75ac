using System.Diagnostics;
using Spectre.Console;

namespace OlmoRL.Cli.Views;

/// <summary>Shows how many of a known number of things are done, how fast, and how long it takes yet.</summary>
internal sealed class CountView : IProgress<int>, IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _title;
    private readonly int _total;
    private readonly string _unit;
    private readonly bool _live;
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _shownQuarter;
    private int _largest;
    private bool _disposed;

    private CountView(string title, int total, string unit)
    {
        (_title, _total, _unit) = (title, total, unit);
        _live = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
    }

    /// <summary>A view of so many things.</summary>
    public static CountView Create(string title, int total, string unit) => new(title, total, unit);

    /// <inheritdoc/>
    public void Report(int value)
    {
        lock (_gate)
        {
            if (value <= _largest || _disposed)
                return;
            _largest = value;
            var rate = value / Math.Max(1e-3, Stopwatch.GetElapsedTime(_began).TotalSeconds);
            var left = TimeSpan.FromSeconds((_total - value) / rate);
            var line = $"{_title} {value}/{_total} {_unit}  {rate:F0} a second  left {left:m\\:ss}";
            if (_live)
            {
                Console.Write($"\r\u001b[2K{line}");
            }
            else if (4 * value / _total > _shownQuarter)
            {
                _shownQuarter = 4 * value / _total;
                Console.WriteLine(line);
            }
        }
    }

    /// <summary>Ends the live line.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_live && !_disposed)
                Console.WriteLine();
            _disposed = true;
        }
    }
}
