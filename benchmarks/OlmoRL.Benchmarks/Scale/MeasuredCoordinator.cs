using Akka.Actor;
using MessagePack;
using OlmoRL.Actors.Wire;
using OlmoRL.Benchmarks.Proofs;

namespace OlmoRL.Benchmarks.Scale;

/// <summary>The real coordinator, called on this thread, and the processor time that it takes, wire format included.</summary>
internal sealed class MeasuredCoordinator
{
    private IActorRef _coordinator = ActorRefs.Nobody;

    /// <summary>What it has taken so far.</summary>
    public TimeSpan Cpu { get; private set; }

    /// <summary>Bytes of messages to it.</summary>
    public long BytesIn { get; private set; }

    /// <summary>Bytes of messages from it.</summary>
    public long BytesOut { get; private set; }

    /// <summary>Messages in both directions.</summary>
    public long Messages { get; private set; }

    public void Attach(IActorRef coordinator) => _coordinator = coordinator;

    /// <summary>A message as it arrives from a socket: read, then handled.</summary>
    public void Tell<T>(T message, IActorRef sender)
        where T : class
    {
        var wire = MessagePackSerializer.Serialize(message, MessagePackWireSerializer.Options);
        var began = ThreadCpuClock.Now;
        _coordinator.Tell(MessagePackSerializer.Deserialize<T>(wire, MessagePackWireSerializer.Options), sender);
        Cpu += ThreadCpuClock.Now - began;
        BytesIn += wire.Length;
        Messages++;
    }

    /// <summary>A message that it sends, within its time: written for the socket.</summary>
    public void Sent(object message)
    {
        BytesOut += MessagePackSerializer.Serialize(message.GetType(), message, MessagePackWireSerializer.Options).Length;
        Messages++;
    }
}
