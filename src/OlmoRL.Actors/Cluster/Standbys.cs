using Akka.Actor;

namespace OlmoRL.Actors.Cluster;

/// <summary>Who would take the coordinator's place, as long as they say so.</summary>
internal sealed class Standbys(TimeProvider time)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, (IActorRef Ref, long Heard)> _standbys = [];

    /// <summary>Their host:port, in order.</summary>
    public string[] Addresses => [.. Live().Select(s => s.Key).Order(StringComparer.Ordinal)];

    /// <summary>Themselves.</summary>
    public IReadOnlyList<IActorRef> Refs => [.. Live().Select(s => s.Value.Ref)];

    /// <summary>One said that it is there.</summary>
    public void Heard(string address, IActorRef standby) => _standbys[address] = (standby, time.GetTimestamp());

    private IEnumerable<KeyValuePair<string, (IActorRef Ref, long Heard)>> Live() => _standbys.Where(s => time.GetElapsedTime(s.Value.Heard) < Silence);
}
