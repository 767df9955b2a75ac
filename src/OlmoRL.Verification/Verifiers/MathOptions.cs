using OlmoRL.Recipes;

namespace OlmoRL.Verification.Verifiers;

/// <summary>What counts as the same answer.</summary>
public enum MathMode
{
    /// <summary>Mathematical equivalence.</summary>
    Equivalence,

    /// <summary>What open-instruct's `math` accepts during training: equality of normalised texts, of any place that has an answer.</summary>
    Reference,

    /// <summary>What its `strict_math` accepts: the Minerva sentence or the whole text, as normalised texts.</summary>
    Strict,
}

/// <summary>`[reward.verifiers.math]`.</summary>
public sealed record MathOptions : VerifierOptions
{
    /// <summary>What counts as the same answer.</summary>
    public MathMode Mode { get; init; } = MathMode.Equivalence;

    /// <summary>Where the answer is looked for; the first place that has one decides. The other modes have places of their own.</summary>
    public IReadOnlyList<AnswerPlace> Places { get; init; } =
        [AnswerPlace.Boxed, AnswerPlace.Minerva, AnswerPlace.AnswerLine, AnswerPlace.Phrase, AnswerPlace.Dollar, AnswerPlace.Whole];

    /// <inheritdoc/>
    public override IEnumerable<RecipeProblem> Validate()
    {
        if (Places.Count == 0)
            yield return new RecipeProblem("places", "there is none", "at least one of boxed, minerva, answer_line, phrase, dollar, whole");
    }
}
