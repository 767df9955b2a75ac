using OlmoRL.Verification.Instructions.Text;

namespace OlmoRL.Verification.Instructions.IfEval;

/// <summary>Letter case, beginning, end, and responses of several parts.</summary>
internal static class WholeResponseConstraints
{
    public static IReadOnlyList<Constraint> All { get; } =
    [
        new("change_case:capital_word_frequency", "at least / less than capital_frequency Treebank tokens are upper-case",
            ["capital_frequency", "capital_relation"],
            (text, a) => a.Compare(TreebankTokens.Of(text).Count(LetterCase.IsUpper), "capital_relation", "capital_frequency")),
        new("change_case:english_capital", "no lower-case letter, and the detected language is English", [],
            (text, _) => LetterCase.IsUpper(text) && DetectedLanguage.Is(text, "en")),
        new("change_case:english_lowercase", "no upper-case letter, and the detected language is English", [],
            (text, _) => LetterCase.IsLower(text) && DetectedLanguage.Is(text, "en")),
        new("combination:two_responses", "****** separates exactly two responses that are not empty and differ", [], (text, _) => HasTwo(text)),
        new("combination:repeat_prompt", "begins with the prompt, in any letter case and white space at the ends", ["prompt_to_repeat"],
            (text, a) => text.Trim().ToLowerInvariant().StartsWith(a.Text("prompt_to_repeat").ToLowerInvariant(), StringComparison.Ordinal)),
        new("startend:end_checker", "ends with the phrase, in any letter case, quotation marks around the response ignored", ["end_phrase"],
            (text, a) => text.Trim().Trim('"').ToLowerInvariant().EndsWith(a.Text("end_phrase").ToLowerInvariant(), StringComparison.Ordinal)),
        new("startend:quotation", "begins and ends with a double quotation mark", [],
            (text, _) => text.Trim() is ['"', .., '"']),
    ];

    private static bool HasTwo(string text)
    {
        var parts = text.Split("******");
        for (var i = 1; i < parts.Length - 1; i++)
        {
            if (string.IsNullOrWhiteSpace(parts[i]))
                return false;
        }

        string[] responses = [.. parts.Select(p => p.Trim()).Where(p => p.Length > 0)];
        return responses.Length == 2 && responses[0] != responses[1];
    }
}
