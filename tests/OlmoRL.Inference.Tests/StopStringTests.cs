using CsCheck;
using OlmoRL.Data.Tokenization;

namespace OlmoRL.Inference.Tests;

public sealed class StopStringTests
{
    private static readonly ITokenizer Tokenizer = TokenizerJson.Read(QuickstartTokenizer());

    [Fact]
    public void A_stop_string_is_seen_at_the_token_that_completes_it_wherever_boundaries_fall() =>
        Gen.Select(Gen.Int[0, Tokenizer.VocabularySize - 1].Array[1, 40], Gen.Int[0, 30], Gen.Int[1, 6]).Sample((tokens, from, length) =>
        {
            var text = Tokenizer.Decode(tokens, skipSpecialTokens: false);
            if (from >= text.Length || text.Contains('\uFFFD', StringComparison.Ordinal))
                return;
            var stop = text.Substring(from, Math.Min(length, text.Length - from));
            var expected = Enumerable.Range(1, tokens.Length)
                .First(n => Tokenizer.Decode(tokens.AsSpan(0, n), skipSpecialTokens: false).Contains(stop, StringComparison.Ordinal));
            var matcher = new StopStringMatcher(Tokenizer, ["never in the text, I hope", stop]);

            var seen = Enumerable.Range(1, tokens.Length).First(n => matcher.Append(tokens[n - 1]));

            Assert.Equal(expected, seen);
        });

    private static string QuickstartTokenizer()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OlmoRL.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "recipes", "quickstart", "base", "tokenizer.json");
    }
}
