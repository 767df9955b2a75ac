using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OlmoRL.Data.Tokenization;

/// <summary>One cut of the text into pieces that merges do not cross, as tokenizer.json describes it.</summary>
public abstract record PreTokenizerStep
{
    /// <summary>The step of the cl100k pattern.</summary>
    public static SplitStep Cl100k(int maxDigitCount) =>
        new(Cl100kSplitter.Pattern(maxDigitCount), IsRegex: true, DelimiterBehavior.Isolated, Invert: false);

    /// <exception cref="ArgumentException">The pattern is not one .NET understands.</exception>
    internal IPieceSplitter CreateSplitter() => this switch
    {
        SplitStep split => split.CreateDelimiterSplitter(),
        DigitsStep digits => new DelimiterSplitter(
            new DigitSplitter(digits.Individual), DelimiterBehavior.Isolated, invert: false),
        Gpt2Step => new Gpt2Splitter(),
        _ => throw new UnreachableException(),
    };
}

/// <summary>Cuts at the matches of a pattern.</summary>
/// <param name="IsRegex">Otherwise the pattern is text to be found as it is.</param>
public sealed record SplitStep(string Pattern, bool IsRegex, DelimiterBehavior Behavior, bool Invert) : PreTokenizerStep
{
    internal IPieceSplitter CreateDelimiterSplitter()
    {
        var known = IsRegex ? KnownSplitter() : null;

        // A known splitter covers the text, so isolating its matches and dropping what is between them change nothing.
        if (known is not null
            && (Behavior == DelimiterBehavior.Isolated || (Behavior == DelimiterBehavior.Removed && Invert)))
            return known;
        return new DelimiterSplitter(
            known ?? new RegexSplitter(IsRegex ? Pattern : Regex.Escape(Pattern)), Behavior, Invert);
    }

    private IPieceSplitter? KnownSplitter() =>
        Pattern == Gpt2Splitter.Pattern ? new Gpt2Splitter() : Cl100kSplitter.Recognize(Pattern);
}

/// <summary>Cuts off digits.</summary>
public sealed record DigitsStep(bool Individual) : PreTokenizerStep;

/// <summary>Cuts by the GPT-2 pattern, as ByteLevel does unless told not to.</summary>
public sealed record Gpt2Step : PreTokenizerStep;
