namespace OlmoRL.Verification.Instructions.Text;

/// <summary>Latin letters without their accents.</summary>
/// <remarks>A table, because Unicode decomposition needs culture data, which the program does not load.</remarks>
internal static class Accents
{
    private static readonly Dictionary<char, char> Plain = new[]
    {
        ("aàáâãäåāăą", 'a'), ("cçćĉċč", 'c'), ("dď", 'd'), ("eèéêëēĕėęě", 'e'), ("gĝğġģ", 'g'), ("hĥ", 'h'), ("iìíîïĩīĭį", 'i'),
        ("jĵ", 'j'), ("kķ", 'k'), ("lĺļľ", 'l'), ("nñńņň", 'n'), ("oòóôõöōŏő", 'o'), ("rŕŗř", 'r'), ("sśŝşšș", 's'), ("tţťț", 't'),
        ("uùúûüũūŭůűų", 'u'), ("wŵ", 'w'), ("yýÿŷ", 'y'), ("zźżž", 'z'),
    }
        .SelectMany(f => f.Item1.SelectMany(c => new[] { (c, f.Item2), (char.ToUpperInvariant(c), char.ToUpperInvariant(f.Item2)) }))
        .DistinctBy(p => p.Item1).ToDictionary(p => p.Item1, p => p.Item2);

    /// <summary>In ASCII; what is no accented Latin letter and not ASCII is left out.</summary>
    public static string Remove(string text) => string.Concat(text.Select(c => Plain.GetValueOrDefault(c, c)).Where(char.IsAscii));
}
