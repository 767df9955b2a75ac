using System.Globalization;
using System.Text;

namespace OlmoRL.Verification.Instructions.Text;

/// <summary>Letter case as the reference takes it: a text without a cased letter is in no case at all.</summary>
internal static class LetterCase
{
    /// <summary>There is an upper-case letter and no other cased one.</summary>
    public static bool IsUpper(string text) => HasOnly(text, UnicodeCategory.UppercaseLetter, UnicodeCategory.LowercaseLetter);

    /// <summary>There is a lower-case letter and no other cased one.</summary>
    public static bool IsLower(string text) => HasOnly(text, UnicodeCategory.LowercaseLetter, UnicodeCategory.UppercaseLetter);

    private static bool HasOnly(string text, UnicodeCategory wanted, UnicodeCategory opposite)
    {
        var found = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category == opposite || category == UnicodeCategory.TitlecaseLetter)
                return false;
            found |= category == wanted;
        }

        return found;
    }
}
