using CsCheck;
using OlmoRL.Data.Tokenization;

namespace OlmoRL.Data.Tests.Tokenization;

public sealed class BpeTokenizerTests
{
    // Any Unicode text with a taste for what the splitter treats apart.
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.OneOfConst(
            "'s", "'LL", " ", "  ", "\t", "\n", "\r\n", "\u00a0", "a", "Word", "123456", "é", "²", "x̂", "日本",
            "🙂", "𝟙", "𝐱", "—", "(("),
        Gen.Int[0x20, 0x7e].Select(c => ((char)c).ToString()),
        Gen.Int[0, 0xd7ff].Select(c => ((char)c).ToString()),
        Gen.Int[0xe000, 0x10ffff].Select(char.ConvertFromUtf32)).Array[0, 40].Select(string.Concat);

    [Theory]
    [InlineData("Hello world", 9906, 1917)]
    [InlineData(
        "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n<think>",
        100264, 882, 198, 13347, 100265, 198, 100264, 78191, 198, 14023, 771, 29)]
    [InlineData(
        "Simply put, the theory of relativity states that ",
        61346, 2231, 11, 279, 10334, 315, 1375, 44515, 5415, 430, 220)]
    [InlineData("it's IT'S 12345 \n\n  x\r\n", 275, 596, 8871, 13575, 220, 4513, 1774, 4815, 220, 865, 319)]
    [InlineData("def f(x):\n    return x\n", 755, 282, 2120, 997, 262, 471, 865, 198)]
    [InlineData("日本語のテキスト", 9080, 22656, 45918, 252, 16144, 57933, 62903, 71634)]
    [InlineData("\\frac{1}{2}", 59, 38118, 90, 16, 15523, 17, 92)]
    [InlineData("Answer: \\boxed{42}", 16533, 25, 1144, 80175, 90, 2983, 92)]
    [InlineData("1,000,000.00", 16, 11, 931, 11, 931, 13, 410)]
    [InlineData("don’t", 15357, 1431)]
    [InlineData("   leading", 256, 6522)]
    [InlineData("trailing   ", 376, 14612, 262)]
    [InlineData("²³¹½", 30556, 44301, 60597, 27154)]
    [InlineData("system\n", 9125, 198)]
    [InlineData("environment\n", 24175, 198)]
    [InlineData("</think>\n\n", 524, 27963, 1363)]
    [InlineData("<functions></functions>", 100266, 100267)]
    [InlineData("You are a helpful AI assistant.", 2675, 527, 264, 11190, 15592, 18328, 13)]
    [InlineData("")]
    public void Encodes_as_olmo_3_does(string text, params int[] ids)
    {
        var encoded = Cl100k.Olmo3.Encode(text);

        Assert.Equal(ids, encoded);
    }

    [Fact]
    public void Knows_its_special_ids()
    {
        var tokenizer = Cl100k.Olmo3;

        Assert.Equal(100278, tokenizer.VocabularySize);
        Assert.Equal(100257, tokenizer.EndOfTextId);
        Assert.Equal(100277, tokenizer.PadId);
        Assert.Equal(100265, tokenizer.TokenId("<|im_end|>"));
        Assert.Equal(1917, tokenizer.TokenId("Ġworld"));
        Assert.Null(tokenizer.TokenId("<think>"));
    }

    [Fact]
    public void Leaves_out_special_tokens_only_and_only_when_told()
    {
        int[] ids = [100264, 882, 100266, 100265];

        Assert.Equal("user<functions>", Cl100k.Olmo3.Decode(ids));
        Assert.Equal("<|im_start|>user<functions><|im_end|>", Cl100k.Olmo3.Decode(ids, skipSpecialTokens: false));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100270)] // a hole in this vocabulary
    [InlineData(100278)]
    public void Refuses_to_decode_an_id_without_a_token(int id)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Cl100k.Olmo3.Decode([id]));
    }

    [Fact]
    public void Decodes_what_it_encoded()
    {
        Texts.Sample(
            text => Cl100k.Olmo3.Decode(Cl100k.Olmo3.Encode(text), skipSpecialTokens: false) == text, iter: 2000);
    }

    [Fact]
    public void Agrees_with_an_independent_implementation_on_plane_0()
    {
        // Beyond plane 0 the reference is wrong, and it does not fold the long s.
        var plain = Texts.Select(t => string.Concat(t.Where(c => !char.IsSurrogate(c) && c != 'ſ')));

        plain.Sample(
            text => Cl100k.Olmo3.Encode(text).SequenceEqual(Cl100k.Reference.EncodeToIds(text)),
            iter: 5000);
    }

    [Fact]
    public void Sees_letters_and_digits_beyond_plane_0()
    {
        var letters = new List<TextPiece>();
        new Cl100kSplitter(3).Split("a𝐱b", 0, letters);
        var digits = Cl100k.Olmo3.Encode(" 𝟙𝟚𝟛");

        Assert.Equal([new TextPiece(0, 4)], letters);
        Assert.Equal([220, .. Cl100k.Olmo3.Encode("𝟙𝟚𝟛")], digits);
    }

    [Fact]
    public void Special_tokens_survive_20000_distinct_words()
    {
        var tokenizer = Cl100k.Olmo3;

        for (var i = 0; i < 20_000; i++)
            _ = tokenizer.Encode($"w{Convert.ToString(i, 2)}q{(char)('a' + i % 26)}{i:x}z");

        Assert.Equal([100264, 882, 198, 100265], tokenizer.Encode("<|im_start|>user\n<|im_end|>"));
    }

    [Fact]
    public void A_lone_surrogate_encodes_like_the_replacement_character()
    {
        Assert.Equal(Cl100k.Olmo3.Encode("a\ufffdb\ufffd"), Cl100k.Olmo3.Encode("a\ud800b\udc00"));
    }

    [Fact]
    public void Encodes_a_long_piece_in_time()
    {
        var text = string.Concat(Enumerable.Repeat("abcdefghijklm", 20_000));

        var ids = Cl100k.Olmo3.Encode(text);

        Assert.Equal(text, Cl100k.Olmo3.Decode(ids));
    }

    [Fact]
    public void Encodes_the_same_from_many_threads()
    {
        string[] texts = [.. Enumerable.Range(0, 3000).Select(i => $"thread {i * 7919} says hëllo {i:x} <|im_end|>")];
        int[][] expected = [.. texts.Select(SmallTokenizer.Encode)];
        var shared = new BpeTokenizer(SmallTokenizer.Definition);

        int[][] actual = [.. texts.AsParallel().AsOrdered().Select(shared.Encode)];

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void The_longest_added_token_wins_where_several_begin()
    {
        var definition = SmallTokenizer.Definition;
        var first = SmallTokenizer.VocabularySize;
        var tokenizer = new BpeTokenizer(definition with
        {
            AddedTokens = [.. definition.AddedTokens, new(first, "<a"), new(first + 1, "<ab>"), new(first + 2, "b>c")],
        });

        int[] expected = [first + 1, .. tokenizer.Encode("c"), first, .. tokenizer.Encode("x"), first + 2];
        Assert.Equal(expected, tokenizer.Encode("<ab>c<axb>c"));
    }

    private static BpeTokenizer SmallTokenizer { get; } =
        BpeTrainer.Train(["hello hello thread says says"], 300, ["<|endoftext|>", "<|im_end|>"]);
}
