using OlmoRL.Rewards;

namespace OlmoRL.Verification.Verifiers;

/// <summary>
/// The math verifiers of open-instruct as they behave in training, for conformance: its symbolic comparison never runs
/// there (its time limit needs a signal handler, which only a main thread may install), so only texts count.
/// </summary>
internal static class ReferenceMath
{
    /// <summary>`math`: the boxed and the Minerva answer; without either the last dollar span, without that the whole text.</summary>
    public static Verdict Verify(VerificationRequest request)
    {
        var answers = new List<string>();
        if (AnswerExtraction.At(AnswerPlace.Boxed, request.Completion) is { } boxed)
            answers.Add(boxed);
        if (AnswerExtraction.At(AnswerPlace.Minerva, request.Completion) is { } minerva)
            answers.Add(MinervaForm.Of(minerva));
        if (answers.Count == 0 && AnswerExtraction.At(AnswerPlace.Dollar, request.Completion) is { } dollar)
            answers.Add(MinervaForm.Of(dollar));
        if (answers.Count == 0)
            answers.AddRange([MinervaForm.Of(request.Completion), request.Completion]);
        return Decide(request, answers);
    }

    /// <summary>`strict_math`: only the Minerva answer; without it the whole text.</summary>
    public static Verdict VerifyStrictly(VerificationRequest request) => Decide(request,
        [MinervaForm.Of(AnswerExtraction.At(AnswerPlace.Minerva, request.Completion) ?? request.Completion)]);

    private static Verdict Decide(VerificationRequest request, List<string> answers)
    {
        var gold = HendrycksForm.Of(request.GroundTruth);
        foreach (var answer in answers)
        {
            var form = HendrycksForm.Of(answer);
            request.Trace?.Add($"{Excerpt.Of(form)} against {Excerpt.Of(gold)}");
            if (form == gold)
                return new Verdict.Correct();
        }

        return new Verdict.Incorrect($"{Excerpt.Of(answers[0].Trim())} is not {Excerpt.Of(request.GroundTruth)}");
    }
}
