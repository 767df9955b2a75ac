using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace OlmoRL.Actors.Cluster;

/// <summary>The split-brain strategy of a star: whom the coordinator cannot reach is out, and nobody else decides.</summary>
/// <remarks>
/// Nothing can be done without the coordinator, so its side goes on, however small; a node that hears nothing from it ends its
/// part by itself (<see cref="GateMember"/>). Akka's own strategies count members, or down the coordinator along with a node
/// that it alone cannot reach. That there is one coordinator only is up to the lock of the run's folder, not to a failure detector.
/// </remarks>
public sealed class CoordinatorDowning : IDowningProvider
{
    /// <summary>The role of the process that decides.</summary>
    public const string Role = "coordinator";

    private readonly Akka.Cluster.Cluster _cluster;

    /// <summary>As Akka makes it, by this signature.</summary>
    /// <param name="system">The process's.</param>
    /// <param name="cluster">As this process sees it.</param>
    public CoordinatorDowning(ActorSystem system, Akka.Cluster.Cluster cluster) => _cluster = cluster;

    /// <inheritdoc/>
    public TimeSpan DownRemovalMargin => TimeSpan.Zero;

    /// <inheritdoc/>
    public Props DowningActorProps => _cluster.Settings.Roles.Contains(Role) ? Props.Create(() => new Decider(_cluster)) : null!;

    /// <summary>Waits a little after the failure detector's verdict, then downs who has not come back.</summary>
    private sealed class Decider : ReceiveActor, IWithTimers
    {
        private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(2);
        private readonly Akka.Cluster.Cluster _cluster;

        public Decider(Akka.Cluster.Cluster cluster)
        {
            _cluster = cluster;
            Receive<ClusterEvent.UnreachableMember>(lost => Timers.StartSingleTimer(lost.Member.UniqueAddress, lost.Member, StableAfter));
            Receive<ClusterEvent.ReachableMember>(back => Timers.Cancel(back.Member.UniqueAddress));
            Receive<ClusterEvent.MemberRemoved>(gone => Timers.Cancel(gone.Member.UniqueAddress));
            Receive<Member>(lost =>
            {
                Context.GetLogger().Warning("{0} is silent and counts as lost", lost.Address);
                _cluster.Down(lost.Address);
            });
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => _cluster.Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.MemberRemoved));

        protected override void PostStop() => _cluster.Unsubscribe(Self);
    }
}
