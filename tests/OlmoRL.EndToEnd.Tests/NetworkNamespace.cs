using System.Diagnostics;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>A network of its own for a process, joined to this machine's by a cable that can be cut or be slow; only root can make one.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    private const int FirstNet = 64;
    private const int Nets = 128;
    private static int _next;
    private readonly string _name;
    private readonly string _cable;
    private readonly string _net;

    private NetworkNamespace(string name, int net) => (_name, _cable, _net) = (name, $"{name}c", $"10.211.{net}");

    /// <summary>This machine's end of the cable.</summary>
    public string Outside => $"{_net}.1";

    /// <summary>The namespace's address.</summary>
    public string Inside => $"{_net}.2";

    /// <summary>What a command begins with to run in it.</summary>
    public string[] Enter => ["ip", "netns", "exec", _name];

    /// <summary>Makes one, or skips the test.</summary>
    public static NetworkNamespace MakeOrSkip()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "a network namespace needs root on Linux");
        var number = Interlocked.Increment(ref _next);
        var made = new NetworkNamespace($"olr{Environment.ProcessId % 100_000}n{number}", FirstNet + ((Environment.ProcessId + number) % Nets));
        var isMade = Ip("netns", "add", made._name)
            && Ip("link", "add", made._cable, "type", "veth", "peer", "name", "eth0", "netns", made._name)
            && Ip("addr", "add", $"{made.Outside}/30", "dev", made._cable) && Ip("link", "set", made._cable, "up")
            && Ip("-n", made._name, "addr", "add", $"{made.Inside}/30", "dev", "eth0")
            && Ip("-n", made._name, "link", "set", "eth0", "up") && Ip("-n", made._name, "link", "set", "lo", "up");
        if (!isMade)
            made.Dispose();
        Assert.SkipUnless(isMade, "this machine refuses to make a network namespace (apt-get install iproute2)");
        return made;
    }

    /// <summary>Cuts the cable: everything on it is lost, and nobody is told.</summary>
    public void Cut() => Assert.True(Ip("link", "set", _cable, "down"));

    /// <summary>Joins it again.</summary>
    public void Join() => Assert.True(Ip("link", "set", _cable, "up"));

    /// <summary>Lets so much through towards the namespace.</summary>
    public void SlowDown(int megabitsPerSecond) => Assert.True(
        Run("tc", "qdisc", "add", "dev", _cable, "root", "tbf", "rate", $"{megabitsPerSecond}mbit", "burst", "32kbit", "latency", "400ms"));

    /// <summary>Loses a share of all packets, at random, in both directions.</summary>
    public void LosePackets(double share) => Assert.True(
        Firewall("-A", "INPUT", "-m", "statistic", "--mode", "random", "--probability", $"{share}", "-j", "DROP")
        && Firewall("-A", "OUTPUT", "-m", "statistic", "--mode", "random", "--probability", $"{share}", "-j", "DROP"));

    /// <summary>Breaks its connections: whoever sends on one is told that it is closed, and what was under way is lost.</summary>
    public async Task ResetConnectionsAsync()
    {
        string[][] rules = [["INPUT"], ["OUTPUT"]];
        Assert.All(rules, rule => Assert.True(Firewall(["-I", .. rule, "-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset"])));
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.All(rules, rule => Assert.True(Firewall(["-D", .. rule, "-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset"])));
    }

    public void Dispose() => _ = Ip("netns", "del", _name); // the cable goes with it

    private bool Firewall(params string[] arguments) => Ip(["netns", "exec", _name, "iptables", .. arguments]);

    private static bool Ip(params string[] arguments) => Run("ip", arguments);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // not installed
        }
    }
}
