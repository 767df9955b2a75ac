using Akka.Actor;
using MessagePack;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Wire;

namespace OlmoRL.Actors.Tests.Fakes;

/// <summary>A verifier worker that only remembers what it was given.</summary>
internal sealed class RecordingRef(string name) : MinimalActorRef
{
    private readonly PayloadAssembler<long> _parts = new();

    public List<ScoreRequest> Given { get; } = [];

    public override ActorPath Path { get; } = new RootActorPath(Address.AllSystems) / name;

    public override IActorRefProvider Provider => throw new NotSupportedException();

    protected override void TellInternal(object message, IActorRef sender)
    {
        var part = (ScorePart)message;
        if (_parts.Add(part.RequestId, part.Part) is { } payload)
            Given.Add(MessagePackSerializer.Deserialize<ScoreRequest>(payload, MessagePackWireSerializer.Options));
    }
}
