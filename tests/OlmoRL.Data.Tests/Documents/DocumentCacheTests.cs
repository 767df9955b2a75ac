using System.Text.Json;
using OlmoRL.Data.Documents;
using OlmoRL.Data.Templates;
using OlmoRL.Data.Tokenization;

namespace OlmoRL.Data.Tests.Documents;

public sealed class DocumentCacheTests : IDisposable
{
    private static readonly BpeTokenizer Tokenizer = BpeTrainer.Train(
        ["<|user|>\nWhat is two and two?\n<|assistant|>\nIt is four."], 300, ["<|endoftext|>", "<|pad|>"]);

    private static readonly ChatTemplate Tulu = NamedTemplates.Find("tulu", new SpecialTokens { Eos = "<|endoftext|>" })!;

    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task Kept_rows_come_back_token_by_token_and_every_fate_is_counted()
    {
        var path = Write(
            """{"messages":[{"role":"user","content":"2+2?"},{"role":"assistant","content":"4"}],"id":17}""",
            """{"prompt":"Question: 1+1\n","completion":"Answer: 2"}""",
            """{"messages":[{"role":"user","content":"no answer"}]}""",
            """{"prompt":"a","completion":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}""",
            """{"text":"neither"}""");
        var encoder = new SupervisedRowEncoder(new ChatEncoding(Tokenizer, Tulu, maxLength: 100));

        using var cache = await OpenAsync(path, encoder);

        Assert.Equal(2, cache.RowCount);
        Assert.Equal("4<|endoftext|>", Trained(cache.Read(0)));
        Assert.Equal("Answer: 2<|endoftext|>", Trained(cache.Read(1)));
        Assert.Equal("Question: 1+1\nAnswer: 2<|endoftext|>", Tokenizer.Decode(cache.Read(1).TokenIds, skipSpecialTokens: false));
        Assert.Equal(cache.Read(1).TokenIds.Length, cache.LengthOf(1));
        Assert.Equal(new Dictionary<RowFate, long>
        {
            [RowFate.Kept] = 2,
            [RowFate.NothingTrained] = 1,
            [RowFate.TooLong] = 1,
            [RowFate.Malformed] = 1,
        }, cache.Manifest.Fates.ToDictionary());
        Assert.Equal(5, cache.Manifest.Rows);
        Assert.StartsWith("row 5: column prompt", Assert.Single(cache.Manifest.FirstMalformed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fine_tuning_on_pairs_trains_what_preference_learning_trains_of_the_chosen_answers()
    {
        var path = Write(
            """{"chosen":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"},{"role":"assistant","content":"good"}],"rejected":[{"role":"user","content":"a"},{"role":"assistant","content":"bad"}]}""",
            """{"prompt":"p","chosen":"yes","rejected":"no"}""");
        var encoding = new ChatEncoding(Tokenizer, Tulu, maxLength: 200);

        using var supervised = await OpenAsync(path, new SupervisedRowEncoder(encoding));
        using var pairs = await OpenAsync(path, new PreferenceRowEncoder(encoding));

        Assert.Equal(["good<|endoftext|>", "yes<|endoftext|>"], Enumerable.Range(0, supervised.RowCount).Select(i => Trained(supervised.Read(i))));
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(pairs.Read(i, 0).TokenIds, supervised.Read(i).TokenIds);
            Assert.Equal(pairs.Read(i, 0).Trained, supervised.Read(i).Trained);
        }
    }

    [Fact]
    public async Task A_pair_shares_its_prompt_and_trains_the_last_turns_alone()
    {
        var path = Write(
            """
            {"chosen":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"},{"role":"assistant","content":"good"}],"rejected":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"},{"role":"assistant","content":"bad"}]}
            """.Trim(),
            """{"prompt":"p","chosen":"yes","rejected":"no, no, no, no, no, no, no, no"}""");
        var encoder = new PreferenceRowEncoder(new ChatEncoding(Tokenizer, Tulu, maxLength: 200), maxLengthDifference: 10);

        using var cache = await OpenAsync(path, encoder);

        Assert.Equal(1, cache.RowCount);
        Assert.Equal("good<|endoftext|>", Trained(cache.Read(0, 0)));
        Assert.Equal("bad<|endoftext|>", Trained(cache.Read(0, 1)));
        Assert.Equal(1, cache.Manifest.Fates[RowFate.LengthsDiffer]);
    }

    [Fact]
    public async Task Another_content_or_another_encoder_makes_another_cache_and_the_same_is_found_again()
    {
        var path = Write("""{"prompt":"a","completion":"b"}""");
        var encoder = new SupervisedRowEncoder(new ChatEncoding(Tokenizer, Tulu, 100));
        using (await OpenAsync(path, encoder)) { }
        using (await OpenAsync(path, encoder)) { }
        Assert.Single(Caches());

        using (await OpenAsync(path, new SupervisedRowEncoder(new ChatEncoding(Tokenizer, Tulu, 99)))) { }
        File.AppendAllText(path, """{"prompt":"c","completion":"d"}""" + "\n");
        using (await OpenAsync(path, encoder)) { }

        Assert.Equal(3, Caches().Length);
    }

    [Fact]
    public async Task A_stopped_build_leaves_nothing_behind()
    {
        var path = Write("""{"prompt":"a","completion":"b"}""");
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new DocumentCacheStore(Path.Combine(_folder, "caches"))
            .OpenAsync(path, new SupervisedRowEncoder(new ChatEncoding(Tokenizer, Tulu, 100)), 299, null, stopped.Token));

        Assert.Empty(Caches());
    }

    [Fact]
    public async Task A_damaged_cache_is_refused_by_name()
    {
        var path = Write("""{"prompt":"a","completion":"b"}""");
        var encoder = new SupervisedRowEncoder(new ChatEncoding(Tokenizer, Tulu, 100));
        using (await OpenAsync(path, encoder)) { }
        var tokens = Path.Combine(Caches()[0], "tokens.bin");
        File.WriteAllBytes(tokens, File.ReadAllBytes(tokens)[..^1]);

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(path, encoder));

        Assert.Contains(tokens, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_set_without_a_usable_row_is_refused_with_the_reasons()
    {
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() =>
            OpenAsync(Write("""{"text":"x"}"""), new SupervisedRowEncoder(new ChatEncoding(Tokenizer, Tulu, 100))));

        Assert.Contains("1 Malformed", refused.Message, StringComparison.Ordinal);
        Assert.Contains("column prompt", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Trained(TokenizedDocument document) =>
        Tokenizer.Decode([.. document.TokenIds.Zip(document.Trained).Where(t => t.Second).Select(t => t.First)], skipSpecialTokens: false);

    private string[] Caches() => Directory.Exists(Path.Combine(_folder, "caches")) ? Directory.GetDirectories(Path.Combine(_folder, "caches")) : [];

    private string Write(params string[] rows)
    {
        foreach (var row in rows)
            JsonDocument.Parse(row).Dispose();
        var path = Path.Combine(_folder, "rows.jsonl");
        File.WriteAllLines(path, rows);
        return path;
    }

    private Task<DocumentCache> OpenAsync(string path, IRowEncoder encoder) =>
        new DocumentCacheStore(Path.Combine(_folder, "caches")).OpenAsync(path, encoder, 299, null, CancellationToken.None);
}
