using Akka.Actor;
using MessagePack;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Wire;
using OlmoRL.Rewards;
using OlmoRL.Verification;

namespace OlmoRL.Actors.Workers;

/// <summary>Grades completions, several at once, and asks for more as places free up.</summary>
public sealed class VerifierWorker : ReceiveActor
{
    private readonly TargetGrader _grader;
    private readonly IActorRef _coordinator;
    private readonly PayloadAssembler<long> _parts = new();

    /// <summary>Takes at most <paramref name="places"/> completions at a time.</summary>
    public VerifierWorker(TargetGrader grader, int places, IActorRef coordinator)
    {
        (_grader, _coordinator) = (grader, coordinator);
        Receive<Start>(_ => coordinator.Tell(new RequestScoring(places)));
        Receive<ScorePart>(Accept);
        Receive<CompletionScored>(scored =>
        {
            coordinator.Tell(scored);
            coordinator.Tell(new RequestScoring(1));
        });
    }

    private void Accept(ScorePart part)
    {
        if (_parts.Add(part.RequestId, part.Part) is { } payload)
        {
            var request = MessagePackSerializer.Deserialize<ScoreRequest>(payload, MessagePackWireSerializer.Options);
            GradeAsync(request).PipeTo(Self);
        }
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
}
