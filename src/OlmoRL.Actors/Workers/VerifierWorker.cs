using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Rewards;
using OlmoRL.Verification;

namespace OlmoRL.Actors.Workers;

/// <summary>Grades completions, several at once, and asks for more as places free up.</summary>
public sealed class VerifierWorker : ReceiveActor, IWithTimers
{
    private readonly TargetGrader _grader;
    private readonly TimeSpan _reportEvery;
    private readonly ReceivedRequests _requests = new();

    /// <summary>Takes at most <paramref name="places"/> completions at a time.</summary>
    /// <param name="grader">Gives the verdicts.</param>
    /// <param name="places">Completions at a time.</param>
    /// <param name="reportEvery">How often it says what it has, so that what was lost on its way is sent again; 0 in the coordinator's process, where nothing is.</param>
    /// <param name="coordinator">Whom it asks for work.</param>
    public VerifierWorker(TargetGrader grader, int places, TimeSpan reportEvery, IActorRef coordinator)
    {
        (_grader, _reportEvery) = (grader, reportEvery);
        Receive<Start>(_ => coordinator.Tell(new RequestScoring(places)));
        Receive<ScorePart>(Accept);
        Receive<Graded>(graded =>
        {
            _requests.Done(graded.RequestId);
            coordinator.Tell(graded.Scored);
        });
        Receive<TimeToReport>(_ =>
        {
            coordinator.Tell(new RequestScoring(places));
            coordinator.Tell(new ScoringHeld(_requests.Seen, [.. _requests.Held]));
        });
        Receive<ScoringKnown>(known => _requests.Passed(known.SentRequest));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        if (_reportEvery > TimeSpan.Zero)
            Timers.StartPeriodicTimer("report", new TimeToReport(), _reportEvery);
    }

    private void Accept(ScorePart part)
    {
        if (_requests.Take(part) is { } request)
            GradeAsync(request).PipeTo(Self, success: scored => new Graded(part.RequestId, scored), failure: fault => new Graded(part.RequestId, CompletionScored.Failed(request, fault.Message)));
    }

    private async Task<CompletionScored> GradeAsync(ScoreRequest request)
    {
        var completion = new VerificationRequest
        {
            Prompt = request.Prompt,
            Completion = request.Completion,
            GroundTruth = "",
            Row = request.Row,
            TokenCount = request.TokenCount,
        };
        var grade = await _grader.GradeAsync(completion, request.Targets, CancellationToken.None).ConfigureAwait(false);
        return new CompletionScored
        {
            GroupId = request.GroupId,
            Epoch = request.Epoch,
            Sibling = request.Sibling,
            Reward = grade.Reward,
            Solved = grade.Solved,
            Reason = grade.Reason.Length <= CompletionScored.MaxReasonLength
                ? grade.Reason : grade.Reason[..CompletionScored.MaxReasonLength],
            Verifications = [.. grade.Verifications.Select(v => new VerificationReport(v.Verifier, v.Elapsed.TotalSeconds, v.Score))],
        };
    }

    /// <summary>To itself.</summary>
    private sealed record Graded(long RequestId, CompletionScored Scored) : INoSerializationVerificationNeeded;

    /// <summary>To itself.</summary>
    private sealed record TimeToReport : INoSerializationVerificationNeeded;
}
