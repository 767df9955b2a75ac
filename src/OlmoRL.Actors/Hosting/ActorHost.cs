using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using OlmoRL.Actors.Cluster;

namespace OlmoRL.Actors.Hosting;

/// <summary>The actor system of a process: dispatchers and wire format in one place.</summary>
internal static class ActorHost
{
    /// <summary>The dispatcher of actors that own tensors: one dedicated thread each, for grad mode and dispose scopes are per thread.</summary>
    public const string PinnedDispatcher = "olmorl-pinned";

    private const string Settings = """
        olmorl-pinned {
          type = PinnedDispatcher
          throughput = 1
        }
        akka {
          loglevel = WARNING
          stdout-loglevel = WARNING
          actor {
            serializers.olmorl = "OlmoRL.Actors.Wire.MessagePackWireSerializer, OlmoRL.Actors"
            serialization-bindings {
        """;

    /// <summary>Starts a system.</summary>
    /// <param name="serializeMessages">Serialise every message even within the process, as tests do.</param>
    /// <param name="cluster">Form or join a cluster; null does not.</param>
    public static ActorSystem Start(bool serializeMessages = false, ClusterSettings? cluster = null)
    {
        var bindings = string.Concat(Wire.WireManifest.Types.Select(t =>
            $"\n      \"{t.FullName}, {t.Assembly.GetName().Name}\" = olmorl"));
        var on = serializeMessages ? "on" : "off";
        var local = Settings + bindings + $"\n    }}\n    serialize-messages = {on}\n  }}\n}}";
        var config = ConfigurationFactory.ParseString(local);
        // Those who are asked and do not answer are reported by who asks them.
        var filter = new LogFilterBuilder().ExcludeSourceContaining("remoting").ExcludeSourceContaining("endpointManager")
            .ExcludeSourceContaining("joinSeedNodeProcess").Build();
        var setup = BootstrapSetup.Create().WithConfig(cluster is null ? config : ConfigurationFactory.ParseString(cluster.ToHocon()).WithFallback(config));
        return ActorSystem.Create("olmorl", cluster?.Identity is { } identity ? setup.And(identity.ForActors()).And(filter) : setup.And(filter));
    }
}
