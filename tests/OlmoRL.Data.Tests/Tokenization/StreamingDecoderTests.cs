using CsCheck;
using OlmoRL.Data.Tokenization;

namespace OlmoRL.Data.Tests.Tokenization;

public sealed class StreamingDecoderTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.OneOfConst("日本語", "🙂", "naïve ", "𝐱", "<|im_end|>", "word"),
        Gen.Int[0x80, 0xd7ff].Select(c => ((char)c).ToString()),
        Gen.Int[0x10000, 0x10ffff].Select(char.ConvertFromUtf32)).Array[0, 30].Select(string.Concat);

    [Fact]
    public void Hands_out_whole_characters_that_add_up_to_the_text()
    {
        Texts.Sample(
            text =>
            {
                var decoder = new StreamingDecoder(Cl100k.Olmo3, skipSpecialTokens: false);
                string[] parts = [.. Cl100k.Olmo3.Encode(text).Select(id => decoder.Append(id)), decoder.Flush()];
                return string.Concat(parts) == text
                    && parts.All(p => !p.Contains('\ufffd'))
                    && parts.All(p => p.Length == 0 || (!char.IsLowSurrogate(p[0]) && !char.IsHighSurrogate(p[^1])));
            },
            iter: 1000);
    }

    [Fact]
    public void Waits_for_the_rest_of_a_character()
    {
        var decoder = new StreamingDecoder(Cl100k.Olmo3);
        var ids = Cl100k.Olmo3.Encode("語"); // two tokens

        Assert.Equal(["", "語"], ids.Select(id => decoder.Append(id)));
    }

    [Fact]
    public void Flush_shows_a_character_that_stayed_incomplete()
    {
        var decoder = new StreamingDecoder(Cl100k.Olmo3);

        _ = decoder.Append(Cl100k.Olmo3.Encode("語")[0]);

        Assert.Equal("\ufffd", decoder.Flush());
        Assert.Equal("Hello world", decoder.Append(9906, 1917));
    }

    [Fact]
    public void Leaves_out_special_tokens_unless_told()
    {
        Assert.Equal("user", new StreamingDecoder(Cl100k.Olmo3).Append(100264, 882));
        Assert.Equal("<|im_start|>user", new StreamingDecoder(Cl100k.Olmo3, false).Append(100264, 882));
    }
}
