using Akka.Actor;
using OlmoRL.Actors.Messages;

namespace OlmoRL.Actors.Cluster;

/// <summary>What a standby learns of the run that it would take over.</summary>
/// <param name="Refused">Why the run does not take it; null while it does.</param>
/// <param name="Ended">Whether the run is over.</param>
internal sealed record StandbyNews(string? Refused = null, bool Ended = false);

/// <summary>A standby's side: tells the gate of whoever runs in the folder that it is there, every second.</summary>
internal sealed class StandbyMember : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(1);

    /// <summary>Begins to tell.</summary>
    /// <param name="offer">Whom to tell, as akka.tcp://olmorl@host:port, and what; null when nothing runs.</param>
    /// <param name="noted">Set when the run has answered.</param>
    /// <param name="news">Told what may end the waiting.</param>
    public StandbyMember(Func<(string Run, StandBy Offer)?> offer, TaskCompletionSource noted, Action<StandbyNews> news)
    {
        Receive<Start>(_ =>
        {
            if (offer() is var (run, standBy))
                Context.ActorSelection($"{run}/user/{NodeGate.Name}").Tell(standBy);
        });
        Receive<StandByNoted>(_ => noted.TrySetResult());
        Receive<NodeRefused>(refused => news(new StandbyNews(Refused: refused.Reason)));
        Receive<RunEnded>(_ => news(new StandbyNews(Ended: true)));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer("tell", new Start(), TimeSpan.Zero, TellAgain);
}
