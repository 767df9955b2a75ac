using Akka.Actor;

namespace OlmoRL.Benchmarks.Scale;

/// <summary>An actor of another machine, as the coordinator sees it: messages leave by the wire and arrive as an event.</summary>
internal sealed class SimulatedRef(string name, SimulatedClock clock, MeasuredCoordinator coordinator, Action<object> receive) : MinimalActorRef
{
    private const double Latency = 0.0005; // seconds

    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / name;

    public override IActorRefProvider Provider => throw new NotSupportedException();

    protected override void TellInternal(object message, IActorRef sender)
    {
        coordinator.Sent(message);
        clock.After(Latency, () => receive(message));
    }
}
