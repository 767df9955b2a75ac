using System.Collections.Concurrent;
using System.Globalization;

namespace OlmoRL.Verification.Sandboxes;

/// <summary>Whose sandboxes they are and until when: what a container is labelled with, so that no owner's death leaks one.</summary>
internal sealed class SandboxRun
{
    public const string RunLabel = "olmorl.run";
    public const string ExpiryLabel = "olmorl.expires";

    /// <summary>A container older than this is anybody's to remove; its own pool retires it at half of it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(2);

    private const int FirstUser = 10_000;
    private const uint SpanCount = 120;
    private static readonly ConcurrentDictionary<int, bool> Spans = new();
    private static int _lastUserBase;

    /// <summary>Unique to this pool.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    public Dictionary<string, string> Labels(DateTimeOffset now) => new()
    {
        [RunLabel] = Id,
        [ExpiryLabel] = (now + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
    };

    public static bool HasExpired(IDictionary<string, string> labels, DateTimeOffset now) =>
        !labels.TryGetValue(ExpiryLabel, out var text)
        || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        || now.ToUnixTimeSeconds() >= seconds;

    /// <summary>Whether a sandbox of this process has given out a user id.</summary>
    public static bool Owns(int user) =>
        user >= FirstUser && Spans.ContainsKey(user - ((user - FirstUser) % SupervisedSandbox.UserSpan));

    /// <summary>The first of a span of user ids that no other sandbox of this process has: limits count per user id.</summary>
    public static int NextUsers()
    {
        var turn = (uint)Interlocked.Increment(ref _lastUserBase) + (uint)Environment.ProcessId;
        var first = FirstUser + ((int)(turn % SpanCount) * SupervisedSandbox.UserSpan);
        _ = Spans.TryAdd(first, true);
        return first;
    }
}
