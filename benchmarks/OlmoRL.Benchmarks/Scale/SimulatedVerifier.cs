using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Workers;

namespace OlmoRL.Benchmarks.Scale;

/// <summary>A verifier node: a verdict after a while, right as often as wrong.</summary>
internal sealed class SimulatedVerifier
{
    private const int Places = 16;
    private const double Seconds = 0.05;
    private readonly ReceivedRequests _requests = new();
    private readonly SimulatedClock _clock;
    private readonly MeasuredCoordinator _coordinator;
    private readonly Random _random;
    private readonly SimulatedRef _self;

    public SimulatedVerifier(int index, SimulatedClock clock, MeasuredCoordinator coordinator)
    {
        (_clock, _coordinator, _random) = (clock, coordinator, new Random(-1 - index));
        _self = new SimulatedRef($"verifier-{index}", clock, coordinator, Receive);
        clock.After(0, Report);
    }

    private void Report()
    {
        _coordinator.Tell(new RequestScoring(Places), _self);
        _coordinator.Tell(new ScoringHeld(_requests.Seen, [.. _requests.Held]), _self);
        _clock.After(ScaleOptions.ReportSeconds, Report);
    }

    private void Receive(object message)
    {
        if (message is ScoringKnown known)
            _requests.Passed(known.SentRequest);
        if (message is not ScorePart part || _requests.Take(part) is not { } request)
            return;
        _clock.After(Seconds, () =>
        {
            _requests.Done(part.RequestId);
            var solved = _random.Next(2) == 0;
            _coordinator.Tell(new CompletionScored
            {
                GroupId = request.GroupId,
                Epoch = request.Epoch,
                Sibling = request.Sibling,
                Reward = solved ? 1 : 0,
                Solved = solved,
                Reason = "",
                Verifications = [new VerificationReport("simulated", Seconds, solved ? 1 : 0)],
            }, _self);
        });
    }
}
