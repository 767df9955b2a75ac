using System.Text;

namespace OlmoRL.Data.Tokenization;

/// <summary>
/// The reversible spelling of bytes as printable characters that byte-level vocabularies are written in.
/// </summary>
/// <remarks>
/// From GPT-2: bytes 33-126, 161-172 and 174-255 are themselves; the other 68 are U+0100 and up, in order.
/// </remarks>
internal static class ByteAlphabet
{
    private const char FirstSubstitute = '\u0100';
    private const int SubstituteCount = 68;

    private static readonly char[] Characters = MakeCharacters();
    private static readonly byte[] Bytes = MakeBytes();

    /// <summary>All bytes in the order of their characters, which is the order of the first 256 ids.</summary>
    public static IReadOnlyList<byte> Order { get; } =
        [.. Enumerable.Range(0, 256).Select(b => (byte)b).OrderBy(b => Characters[b])];

    public static char ToChar(byte value) => Characters[value];

    public static string Spell(ReadOnlySpan<byte> bytes)
    {
        Span<char> characters = bytes.Length <= 256 ? stackalloc char[bytes.Length] : new char[bytes.Length];
        Spell(bytes, characters);
        return new string(characters);
    }

    public static void Spell(ReadOnlySpan<byte> bytes, Span<char> characters)
    {
        for (var i = 0; i < bytes.Length; i++)
            characters[i] = Characters[bytes[i]];
    }

    /// <summary>
    /// The bytes of a spelling; a token that is not one (a special token in the vocabulary) is plain text.
    /// </summary>
    public static byte[] Read(string spelling)
    {
        var bytes = new byte[spelling.Length];
        for (var i = 0; i < spelling.Length; i++)
        {
            var c = spelling[i];
            if (c >= Bytes.Length || Characters[Bytes[c]] != c)
                return Encoding.UTF8.GetBytes(spelling);
            bytes[i] = Bytes[c];
        }

        return bytes;
    }

    private static char[] MakeCharacters()
    {
        var next = FirstSubstitute;
        var characters = new char[256];
        for (var b = 0; b < 256; b++)
            characters[b] = b is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174 ? (char)b : next++;
        return characters;
    }

    private static byte[] MakeBytes()
    {
        var bytes = new byte[FirstSubstitute + SubstituteCount];
        for (var b = 0; b < 256; b++)
            bytes[Characters[b]] = (byte)b;
        return bytes;
    }
}
