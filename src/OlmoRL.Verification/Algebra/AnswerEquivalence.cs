using OlmoRL.Rewards;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Algebra;

/// <summary>Decides whether an answer means what the ground truth means, in bounded time, without simplifying anything.</summary>
/// <remarks>
/// Rationals are compared exactly; everything else by its values at seeded random points with an error bound on each
/// (Schwartz 1980, Zippel 1979: a polynomial that is not zero is seldom zero at random points).
/// </remarks>
public static class AnswerEquivalence
{
    private const int MaxLength = 1500;

    /// <summary>Whether they mean the same.</summary>
    public static bool Same(string gold, string answer, VerdictTrace? trace = null)
    {
        (gold, answer) = (gold.Trim(), answer.Trim());
        if (RationalNumber.TryParse(gold, out var g) && RationalNumber.TryParse(answer, out var a) && !gold.Contains('%') && !answer.Contains('%'))
        {
            trace?.Add($"both are numbers: {g} and {a}");
            return g == a;
        }

        if (answer.Length == 0 || answer.Length > MaxLength || gold.Length > MaxLength)
            return gold.Length > 0 && gold == answer;
        var budget = new StepBudget(StepBudget.DefaultLimit);
        try
        {
            return Same(gold, answer, groupDigits: true, budget, trace) || (HasGroups(gold, answer) && Same(gold, answer, groupDigits: false, budget, trace));
        }
        catch (UnreadableAnswerException unreadable)
        {
            trace?.Add(unreadable.Message);
            return gold == answer;
        }
    }

    private static bool Same(string gold, string answer, bool groupDigits, StepBudget budget, VerdictTrace? trace)
    {
        var (g, a) = (LatexLexer.Read(gold, groupDigits, budget), LatexLexer.Read(answer, groupDigits, budget));
        if (AnswerText.Same(g, a))
        {
            trace?.Add("the same text");
            return true;
        }

        if (AnswerText.Choice(g) is { } choice && AnswerText.Choice(a) is { } chosen)
        {
            trace?.Add($"choices: {choice} and {chosen}");
            return choice == chosen;
        }

        if (Read(gold, "the ground truth", groupDigits, budget, trace) is not { } goldValue || Read(answer, "the answer", groupDigits, budget, trace) is not { } value)
            return false;
        var same = new AnswerComparison(budget).Same(goldValue, value);
        trace?.Add(same ? "they are equivalent" : "they are not equivalent");
        return same;
    }

    private static AnswerValue? Read(string text, string what, bool groupDigits, StepBudget budget, VerdictTrace? trace)
    {
        try
        {
            var value = new AnswerParser(budget).Parse(text, groupDigits);
            trace?.Add($"{what} is read as {AnswerDescription.Of(value)}");
            return value;
        }
        catch (UnreadableAnswerException unreadable)
        {
            trace?.Add($"{what} cannot be read: {unreadable.Message}");
            return null;
        }
    }

    private static bool HasGroups(string gold, string answer) => gold.Contains(',') || answer.Contains(',');
}
