using System.Collections.Concurrent;
using OlmoRL.Rewards;
using OlmoRL.Verification.Sandboxes;
using OlmoRL.Verification.Verifiers.Code;

namespace OlmoRL.Verification.Tests.Sandboxes;

/// <summary>
/// Runs every program of sandboxes/python/escapes as a completion, and after each, in the same sandbox, an honest program, a
/// wrong one, and one that is right only if it finds something left over.
/// </summary>
/// <remarks>An escape answers right exactly when it has escaped, so a breach shows as a changed verdict.</remarks>
/// <param name="open">Makes the source of one lane's only sandbox.</param>
/// <param name="limit">Wall time of a run of an escape.</param>
/// <param name="part">Takes every <paramref name="parts"/>-th program, from this one on.</param>
internal sealed class EscapeSuite(Func<ISandboxSource> open, TimeSpan limit, int part, int parts)
{
    private const int Lanes = 4;

    /// <summary>f squares. Comparisons of many kinds, of which each alone counts; the loop ends in silence if its iterator does.</summary>
    private const string Asserts =
        """["assert f(3) == 9", "assert abs(f(4) - 16) < 1e-9", "for a, b in zip(map(f, [5]), [25]): assert a == b", "assert set([f(3)]) == set([9]) and isclose(f(2), 4)"]""";

    private const string Plain = """["assert f(3) == 9"]""";
    private const string Script = """[{"input": "7\n", "output": "49\n"}]""";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "escapes");
    private readonly ConcurrentQueue<string> _waiting = new(
        Directory.EnumerateFiles(Folder, "*.py").Order(StringComparer.Ordinal).Where((_, i) => i % parts == part));
    private readonly ConcurrentBag<string> _breaches = [];
    private readonly ConcurrentBag<TimeSpan> _overruns = [];

    /// <summary>Programs that this part of the suite runs.</summary>
    public int Count { get; } = Directory.GetFiles(Folder, "*.py").Where((_, i) => i % parts == part).Count();

    /// <summary>How long after its limit the slowest run was over, with everything that it had started.</summary>
    public TimeSpan LargestOverrun => _overruns.Max();

    /// <summary>What went wrong, a sentence each; empty when everything held.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => RunLaneAsync()));
        foreach (var survivor in Survivors())
            _breaches.Add($"process {survivor} is still alive");
        return [.. _breaches.Order(StringComparer.Ordinal)];
    }

    private async Task RunLaneAsync()
    {
        await using var pool = new SandboxPool(new MeteredSandboxSource(open(), _overruns.Add), SandboxIsolation.FreshUser, size: 1);
        var attacked = new CodeVerifier(Options(limit), pool, TimeProvider.System);
        var followed = new CodeVerifier(Options(TimeSpan.FromSeconds(20)), pool, TimeProvider.System);
        while (_waiting.TryDequeue(out var path))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var program = await File.ReadAllTextAsync(path);
            foreach (var tests in new[] { Asserts, Script })
            {
                var verdict = await GradeAsync(attacked, program, tests);
                if (verdict is not Verdict.Incorrect)
                    _breaches.Add($"{name}: {verdict}");
            }

            await FollowAsync(followed, name, "honest", Script, isRight: true);
            await FollowAsync(followed, name, "wrong", Plain, isRight: false);
            await FollowAsync(followed, name, "scavenger", Script, isRight: false);
        }
    }

    private async Task FollowAsync(CodeVerifier verifier, string first, string second, string tests, bool isRight)
    {
        var program = await File.ReadAllTextAsync(Path.Combine(Folder, "second", $"{second}.py"));
        var verdict = await GradeAsync(verifier, program, tests);
        if (isRight ? verdict is not Verdict.Correct : verdict is not Verdict.Incorrect)
            _breaches.Add($"{second} after {first}: {verdict}");
    }

    private static async Task<Verdict> GradeAsync(CodeVerifier verifier, string program, string tests) => await verifier.VerifyAsync(
        new VerificationRequest { Prompt = "", Completion = program, GroundTruth = tests, Row = "{}" }, CancellationToken.None);

    /// <summary>One passed test of many is a score: an escape need only fool one.</summary>
    private static CodeVerifierOptions Options(TimeSpan limit) => new() { TestTime = limit, TotalTime = limit, Threshold = 0 };

    /// <summary>Processes of this machine that run as a user that a sandbox of this program gave out.</summary>
    private static IEnumerable<string> Survivors() => Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
        .Where(name => int.TryParse(name, out _)).Select(name => name!).Where(IsSandboxed);

    private static bool IsSandboxed(string process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("Uid:", StringComparison.Ordinal));
            return SandboxRun.Owns(int.Parse(line.Split('\t')[1]));
        }
        catch (IOException)
        {
            return false;
        }
    }
}
