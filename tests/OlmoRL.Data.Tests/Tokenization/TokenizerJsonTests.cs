using System.Text.Json.Nodes;
using CsCheck;
using OlmoRL.Data.Tokenization;

namespace OlmoRL.Data.Tests.Tokenization;

public sealed class TokenizerJsonTests
{
    private const string Split = """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":""";
    private const string ByteLevel = """{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}""";

    [Theory]
    [InlineData("Isolated", false, "a|-|-|b|-|c")]
    [InlineData("Removed", false, "a|b|c")]
    [InlineData("Removed", true, "-|-|-")]
    [InlineData("MergedWithPrevious", false, "a-|-|b-|c")]
    [InlineData("MergedWithNext", false, "a|-|-b|-c")]
    [InlineData("Contiguous", false, "a|--|b|-|c")]
    public void Splits_at_a_pattern_as_told(string behavior, bool invert, string expected)
    {
        var step = new SplitStep("-", IsRegex: false, Enum.Parse<DelimiterBehavior>(behavior), invert);

        var pieces = Pieces(step, "a--b-c");

        Assert.Equal(expected, string.Join('|', pieces));
    }

    [Fact]
    public void Regexes_without_a_splitter_of_their_own_are_run_as_they_are()
    {
        var step = new SplitStep(@"\d{2}|x+", IsRegex: true, DelimiterBehavior.Isolated, Invert: false);

        Assert.Equal(["1", "xx", "23", "4"], Pieces(step, "1xx234"));
    }

    [Theory]
    [InlineData(true, "a|1|2|b|²")]
    [InlineData(false, "a|12|b|²")]
    public void Digits_are_cut_off(bool individual, string expected)
    {
        Assert.Equal(expected, string.Join('|', Pieces(new DigitsStep(individual), "a12b²")));
    }

    [Fact]
    public void Hand_written_splitters_agree_with_their_patterns_on_plane_0()
    {
        var texts = Gen.OneOfConst(
            "'s", "'Re", "'", " ", "  ", "\t", "\n", "\r", "a", "É", "12345", "²", "Ⅷ", "-", "((", "\u0301", "\u2003")
            .Array[0, 20].Select(string.Concat);
        var cases =
            from pattern in Gen.OneOfConst(
                Gpt2Splitter.Pattern,
                Cl100kSplitter.Pattern(1),
                Cl100kSplitter.Pattern(3),
                Cl100kSplitter.Pattern(int.MaxValue))
            from text in texts
            select (pattern, text);

        cases.Sample(
            c =>
            {
                var slow = new List<TextPiece>();
                new RegexSplitter(c.pattern).Split(c.text, 0, slow);
                var fast = new List<TextPiece>();
                var splitter = new SplitStep(c.pattern, true, DelimiterBehavior.Removed, Invert: true).CreateSplitter();
                splitter.Split(c.text, 0, fast);
                return splitter is not DelimiterSplitter && slow.SequenceEqual(fast);
            },
            iter: 3000);
    }

    [Fact]
    public void Reads_the_spellings_that_files_have_in_use()
    {
        var old = Edit(root =>
        {
            root["model"]!.AsObject().Remove("type");
            root["pre_tokenizer"] = JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":false}""");
        });
        var recent = Edit(root =>
        {
            var merges = root["model"]!["merges"]!.AsArray().Select(m => m!.GetValue<string>().Split(' '));
            root["model"]!["merges"] = new JsonArray([.. merges.Select(m => new JsonArray(m[0], m[1]))]);
            root["model"]!["ignore_merges"] = true;
            root["pre_tokenizer"]!["pretokenizers"]!.AsArray()
                .Insert(0, JsonNode.Parse("""{"type":"Digits","individual_digits":true}"""));
        });

        Assert.Equal([new Gpt2Step()], TokenizerJson.Read(old).Definition.PreTokenizer);
        Assert.Equal(TokenizerJson.Read(old).Definition.Merges, TokenizerJson.Read(recent).Definition.Merges);
        Assert.Equal("say say 12", TokenizerJson.Read(recent).Decode(TokenizerJson.Read(recent).Encode("say say 12")));
    }

    [Fact]
    public void A_piece_in_the_vocabulary_is_taken_whole_when_merges_are_ignored()
    {
        var path = Edit(root =>
        {
            root["model"]!["vocab"]!["zebra"] = 1000;
            root["model"]!["ignore_merges"] = true;
        });

        Assert.Equal([1000], TokenizerJson.Read(path).Encode("zebra"));
    }

    [Theory]
    [InlineData("normalizer", """{"type":"Lowercase"}""", "tokenizer.normalizer")]
    [InlineData("decoder", """{"type":"Metaspace"}""", "tokenizer.decoder")]
    [InlineData("decoder", "null", "tokenizer.decoder")]
    [InlineData("model", """{"type":"Unigram"}""", "tokenizer.model")]
    [InlineData("model", """{"type":"BPE","byte_fallback":true}""", "tokenizer.model.byte_fallback")]
    [InlineData("model", """{"type":"BPE","vocab":{},"merges":[]}""", "byte 33")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":["a b"]}""", "tokenizer.model.merges[0]")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":-1},"merges":[]}""", "a = -1")]
    [InlineData("pre_tokenizer", """{"type":"Whitespace"}""", "tokenizer.pre_tokenizer")]
    [InlineData("pre_tokenizer", """{"type":"ByteLevel"}""", "tokenizer.pre_tokenizer.add_prefix_space")]
    [InlineData(
        "pre_tokenizer", """{"type":"Sequence","pretokenizers":[""" + ByteLevel + "," + ByteLevel + "]}", "[0]")]
    [InlineData("pre_tokenizer", Split + """{"Regex":"a++b"},"behavior":"Isolated"},""" + ByteLevel + "]}", "pattern")]
    [InlineData("pre_tokenizer", Split + """{"Regex":"a"},"behavior":"Other"},""" + ByteLevel + "]}", "behavior")]
    [InlineData("added_tokens", """[{"id":300,"content":"<x>","lstrip":true}]""", "added_tokens[0].lstrip")]
    [InlineData("added_tokens", """[{"id":300,"content":""}]""", "added_tokens[0].content")]
    [InlineData("added_tokens", "[]", "<|endoftext|>")]
    public void Names_file_and_construct_of_what_it_does_not_support(string member, string json, string named)
    {
        var path = Edit(root => root[member] = JsonNode.Parse(json));

        var refused = Assert.Throws<InvalidDataException>(() => TokenizerJson.Read(path));

        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_damaged_file()
    {
        var path = Edit(_ => { });
        File.WriteAllText(path, File.ReadAllText(path)[..500]);

        Assert.Throws<InvalidDataException>(() => TokenizerJson.Read(path));
    }

    [Fact]
    public void Composes_characters_where_the_process_can_and_refuses_where_it_cannot()
    {
        var path = Edit(root => root["normalizer"] = JsonNode.Parse(
            """{"type":"Sequence","normalizers":[{"type":"NFC"}]}"""));
        BpeTokenizer Read() => TokenizerJson.Read(path);

        if (UnicodeComposition.IsAvailable)
            Assert.Equal("\u00e9", Read().Decode(Read().Encode("e\u0301")));
        else
            Assert.Contains("[0]", Assert.Throws<InvalidDataException>(Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Olmo_3_ranks_write_and_read_back()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("olmorl-").FullName, "tokenizer.json");

        TokenizerJson.Write(Cl100k.Olmo3, path);
        var read = TokenizerJson.Read(path);

        Assert.Equal(Cl100k.Olmo3.VocabularySize, read.VocabularySize);
        Gen.String.Sample(text => read.Encode(text).SequenceEqual(Cl100k.Olmo3.Encode(text)), iter: 500);
    }

    private static string Edit(Action<JsonObject> change)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("olmorl-").FullName, "tokenizer.json");
        TokenizerJson.Write(BpeTrainer.Train(["say say say"], 260, ["<|endoftext|>"]), path);
        var root = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(root);
        File.WriteAllText(path, root.ToJsonString());
        return path;
    }

    private static IEnumerable<string> Pieces(PreTokenizerStep step, string text)
    {
        var pieces = new List<TextPiece>();
        step.CreateSplitter().Split(text, 0, pieces);
        return pieces.Select(p => text.Substring(p.Start, p.Length));
    }
}
