using CsCheck;
using OlmoRL.Data.Tokenization;

namespace OlmoRL.Data.Tests.Tokenization;

public sealed class BpeTrainerTests
{
    private static readonly string[] Corpus =
    [
        "Tom has 12 apples. He buys 34 apples more.<|im_end|>", "Anna has 120 pears and gives away 7 pears.",
        "12 + 34 = 46\n120 - 7 = 113\n", "aaaa aaaa aaaaaaaa", "the apples, the pears, the naïve pear",
    ];

    private static readonly string[] Special = ["<|endoftext|>", "<|pad|>", "<|im_end|>"];

    [Fact]
    public void Ids_are_bytes_then_merges_then_special_tokens()
    {
        var tokenizer = BpeTrainer.Train(Corpus, 270, Special);

        Assert.Equal(270, tokenizer.VocabularySize);
        Assert.Equal(0, tokenizer.TokenId("!"));
        Assert.Equal(255, tokenizer.TokenId("Ń"));
        Assert.Equal((267, 268), (tokenizer.EndOfTextId, tokenizer.PadId));
        Assert.Equal([269], tokenizer.Encode("<|im_end|>"));
    }

    [Fact]
    public void The_most_frequent_pair_merges_first_and_ties_go_to_smaller_ids()
    {
        var tokenizer = BpeTrainer.Train(["bc bc bc", "xy xy xy", "de de"], 256 + 3 + 1, ["<|endoftext|>"]);

        Assert.Equal("bc", tokenizer.Decode([256]));
        Assert.Equal("xy", tokenizer.Decode([257]));
        Assert.Equal("de", tokenizer.Decode([258]));
    }

    [Fact]
    public void Agrees_with_counting_all_pairs_anew_for_every_merge()
    {
        Gen.OneOfConst("a", "b", "ab", " ", "aab", "c").Array[1, 60].Select(string.Concat).Sample(
            text =>
            {
                var tokenizer = BpeTrainer.Train([text], 290, ["<|endoftext|>"]);
                return tokenizer.Definition.Merges.SequenceEqual(NaiveMerges(text, 290 - 1));
            },
            iter: 300);
    }

    [Fact]
    public void Digits_stay_single_tokens()
    {
        var tokenizer = BpeTrainer.Train(Enumerable.Repeat("1234567890 x1234 =12", 50), 400, Special);

        Gen.Int[0, int.MaxValue].Sample(n =>
        {
            var digits = n.ToString();
            var amongSymbols = tokenizer.Encode($" ={digits}.");
            return tokenizer.Encode(digits).Length == digits.Length
                && amongSymbols.Count(id => int.TryParse(tokenizer.Decode([id]), out _)) == digits.Length;
        });
    }

    [Fact]
    public void The_vocabulary_stays_small_when_no_pair_occurs_twice()
    {
        var tokenizer = BpeTrainer.Train(["ab"], 1000, Special);

        Assert.Equal(256 + Special.Length, tokenizer.VocabularySize);
    }

    [Fact]
    public void A_written_tokenizer_reads_back_the_same()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("olmorl-").FullName, "tokenizer.json");
        var trained = BpeTrainer.Train(Corpus, 320, Special);

        TokenizerJson.Write(trained, path);
        var read = TokenizerJson.Read(path);

        Assert.Equal(
            trained.Definition.Vocabulary.OrderBy(t => t.Value), read.Definition.Vocabulary.OrderBy(t => t.Value));
        Assert.Equal(trained.Definition.Merges, read.Definition.Merges);
        Assert.Equal(trained.Definition.AddedTokens, read.Definition.AddedTokens);
        Assert.Equal(trained.Definition.PreTokenizer, read.Definition.PreTokenizer);
        Assert.Equal((trained.EndOfTextId, trained.PadId), (read.EndOfTextId, read.PadId));
        Gen.String.Sample(text => trained.Encode(text).SequenceEqual(read.Encode(text)), iter: 200);
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void The_same_corpus_writes_the_same_bytes()
    {
        var folder = Directory.CreateTempSubdirectory("olmorl-").FullName;
        string[] paths = [Path.Combine(folder, "a.json"), Path.Combine(folder, "b.json")];

        foreach (var path in paths)
            TokenizerJson.Write(BpeTrainer.Train(Corpus, 320, Special), path);

        Assert.Equal(File.ReadAllBytes(paths[0]), File.ReadAllBytes(paths[1]));
    }

    // Text of ASCII letters and spaces only; every merge makes a new token or finds an old one of the same spelling.
    private static List<BpeMerge> NaiveMerges(string text, int size)
    {
        var pieces = new List<TextPiece>();
        new Cl100kSplitter(1).Split(text, 0, pieces);
        var bytes = BpeTrainer.Train([""], 257, ["<|endoftext|>"]);
        var spellings = bytes.Definition.Vocabulary.OrderBy(t => t.Value).Select(t => t.Key).ToList();
        List<int[]> words = [.. pieces.Select(p => bytes.Encode(text.Substring(p.Start, p.Length)))];
        var merges = new List<BpeMerge>();
        while (spellings.Count < size)
        {
            var best = words.SelectMany(w => w.Zip(w.Skip(1))).GroupBy(p => p)
                .Where(g => g.Count() >= 2).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).FirstOrDefault();
            if (best is null)
                break;
            var (left, right) = best.Key;
            var spelling = spellings[left] + spellings[right];
            var result = spellings.IndexOf(spelling);
            if (result < 0)
            {
                result = spellings.Count;
                spellings.Add(spelling);
            }

            merges.Add(new BpeMerge(left, right, result, merges.Count));
            for (var w = 0; w < words.Count; w++)
            {
                var merged = new List<int>();
                for (var i = 0; i < words[w].Length; i++)
                {
                    var isPair = i + 1 < words[w].Length && (words[w][i], words[w][i + 1]) == (left, right);
                    merged.Add(isPair ? result : words[w][i]);
                    i += isPair ? 1 : 0;
                }

                words[w] = [.. merged];
            }
        }

        return merges;
    }
}
