using System.Globalization;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>A wall clock that jumps, for processes that are started under it (libfaketime).</summary>
internal sealed class FalseClock
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
    private readonly string _file;

    private FalseClock(string file) => _file = file;

    /// <summary>What a command begins with to run under it. Its monotonic clock goes on, as it does when a real clock is set.</summary>
    public string[] Enter => ["env", $"LD_PRELOAD={Library}", $"FAKETIME_TIMESTAMP_FILE={_file}", "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"];

    /// <summary>Makes one that is right for now, or skips the test.</summary>
    public static FalseClock MakeOrSkip(string folder)
    {
        Assert.SkipUnless(File.Exists(Library), "libfaketime is not here (apt-get install faketime)");
        var clock = new FalseClock(Path.Combine(folder, "clock"));
        clock.JumpTo(TimeSpan.Zero);
        return clock;
    }

    /// <summary>Sets it so much off.</summary>
    public void JumpTo(TimeSpan offset)
    {
        File.WriteAllText(_file + ".new", string.Create(CultureInfo.InvariantCulture, $"{offset.TotalSeconds:+0;-0}\n"));
        File.Move(_file + ".new", _file, overwrite: true);
    }
}
