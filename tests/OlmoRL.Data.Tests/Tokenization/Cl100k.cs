using System.IO.Compression;
using System.Reflection;
using Microsoft.ML.Tokenizers;
using OlmoRL.Data.Tokenization;
using BpeTokenizer = OlmoRL.Data.Tokenization.BpeTokenizer;

namespace OlmoRL.Data.Tests.Tokenization;

/// <summary>The cl100k ranks that a Microsoft package carries, with Olmo 3's added tokens.</summary>
internal static class Cl100k
{
    private static readonly string[] Special =
    [
        "<|endoftext|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|im_start|>", "<|im_end|>",
        "<|endofprompt|>", "<|pad|>",
    ];

    private static readonly AddedToken[] AddedTokens =
    [
        .. new (int Id, string Content)[]
        {
            (100256, "<|extra_id_0|>"), (100257, "<|endoftext|>"), (100258, "<|fim_prefix|>"),
            (100259, "<|fim_middle|>"), (100260, "<|fim_suffix|>"), (100261, "|||PHONE_NUMBER|||"),
            (100262, "|||EMAIL_ADDRESS|||"),
            (100263, "|||IP_ADDRESS|||"), (100264, "<|im_start|>"), (100265, "<|im_end|>"), (100266, "<functions>"),
            (100267, "</functions>"), (100268, "<function_calls>"), (100269, "</function_calls>"),
            (100276, "<|endofprompt|>"), (100277, "<|pad|>"),
        }.Select(t => new AddedToken(t.Id, t.Content, Special.Contains(t.Content))),
    ];

    private static readonly Lazy<BpeTokenizer> Lazy = new(() => new BpeTokenizer(
        BpeDefinition.FromRanks(ReadRanks(), AddedTokens, [PreTokenizerStep.Cl100k(maxDigitCount: 3)])));

    public static BpeTokenizer Olmo3 => Lazy.Value;

    /// <summary>An independent implementation on the same ranks, right on plane 0.</summary>
    public static TiktokenTokenizer Reference { get; } = TiktokenTokenizer.CreateForEncoding("cl100k_base");

    private static List<byte[]> ReadRanks()
    {
        var assembly = Assembly.Load("Microsoft.ML.Tokenizers.Data.Cl100kBase");
        var name = assembly.GetManifestResourceNames().Single(n => n.Contains("tiktoken", StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(new DeflateStream(stream, CompressionMode.Decompress));
        var ranks = new List<byte[]>();
        while (reader.ReadLine() is { } line)
        {
            // The package leaves the rank out when it is the line's number.
            var parts = line.Split(' ');
            if (parts is ["Capacity:", _])
                continue;
            ranks.Add(Convert.FromBase64String(parts[0]));
        }

        return ranks;
    }
}
