namespace OlmoRL.Verification.Instructions.Text;

/// <summary>The 32 ASCII punctuation marks, which the reference strips from words.</summary>
internal static class AsciiPunctuation
{
    public const string Marks = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private static readonly char[] MarksAndSpace = [.. Marks, ' '];

    /// <summary>Without marks and spaces at either end.</summary>
    public static string Strip(string text) => text.Trim(MarksAndSpace);

    /// <summary>Without marks and spaces at the start.</summary>
    public static string StripStart(string text) => text.TrimStart(MarksAndSpace);

    /// <summary>Without marks and spaces at the end.</summary>
    public static string StripEnd(string text) => text.TrimEnd(MarksAndSpace);

    /// <summary>Without any mark.</summary>
    public static string Remove(string text) => string.Concat(text.Where(c => !Marks.Contains(c, StringComparison.Ordinal)));
}
