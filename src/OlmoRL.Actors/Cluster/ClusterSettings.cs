using System.Globalization;

namespace OlmoRL.Actors.Cluster;

/// <summary>What an actor system needs to know to form or join a cluster.</summary>
/// <param name="Host">Address to bind and to be reached at.</param>
/// <param name="Port">0 takes a free one.</param>
/// <param name="Roles">coordinator, learner, inference, verifier.</param>
/// <param name="Seeds">host:port where the run may be; its own for the coordinator. None reaches other processes without being a member.</param>
/// <param name="LostAfter">Silence after which a member counts as lost.</param>
/// <param name="Identity">For TLS; null does not encrypt.</param>
internal sealed record ClusterSettings(string Host, int Port, IReadOnlyList<string> Roles, IReadOnlyList<string> Seeds, TimeSpan LostAfter, ClusterIdentity? Identity)
{
    /// <summary>The address of the run at a host and port.</summary>
    public string AddressOf(string hostAndPort) => $"akka.{(Identity is null ? "tcp" : "ssl.tcp")}://olmorl@{hostAndPort}";

    /// <summary>HOCON.</summary>
    /// <remarks>Akka's timer ticks every 10 ms, which costs a process that only waits 3 % of a core; nothing here is timed as finely.</remarks>
    public string ToHocon() => $$"""
        akka {
          actor.provider = {{(Seeds.Count == 0 ? "remote" : "cluster")}}
          remote.dot-netty.tcp {
            hostname = "{{Host}}"
            port = {{Port.ToString(CultureInfo.InvariantCulture)}}
            enable-ssl = {{(Identity is null ? "false" : "true")}}
          }
          remote.log-remote-lifecycle-events = off
          cluster {
            seed-nodes = [{{string.Join(", ", Seeds.Select(s => $"\"{AddressOf(s)}\""))}}]
            roles = [{{string.Join(", ", Roles.Select(r => $"\"{r}\""))}}]
            failure-detector.acceptable-heartbeat-pause = {{LostAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture)}}s
            downing-provider-class = "OlmoRL.Actors.Cluster.CoordinatorDowning, OlmoRL.Actors"
            run-coordinated-shutdown-when-down = on
            log-info = off
          }
          coordinated-shutdown.exit-clr = off
          scheduler.tick-duration = 100ms
        }
        """;
}
