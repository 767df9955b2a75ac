using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Workers;

/// <summary>Hands step metrics to the run's sinks, off everyone else's thread.</summary>
public sealed class MetricsWriter : ReceiveActor
{
    /// <summary>Writes to every sink in turn.</summary>
    public MetricsWriter(IReadOnlyList<IMetricSink> sinks)
    {
        Receive<WriteMetrics>(row =>
        {
            foreach (var sink in sinks)
                sink.Write(row.Step, row.Metrics);
        });
        Receive<Flush>(flush => Sender.Tell(new Flushed(flush.Step)));
    }
}
