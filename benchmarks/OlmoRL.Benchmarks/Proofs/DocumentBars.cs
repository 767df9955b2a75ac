using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using OlmoRL.Batching;
using OlmoRL.Data.Documents;
using OlmoRL.Data.Mixtures;
using OlmoRL.Data.Templates;
using OlmoRL.Data.Tests.Tokenization;
using OlmoRL.Runs;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Bars 2 and 6 of the stages: chat rows from a file to packed batches, with time, filling and memory.</summary>
/// <remarks>Measured in a process that has done nothing else, for the peak of its memory is one of the figures.</remarks>
internal static class DocumentBars
{
    private const int RowLength = 32_768;
    private const long BatchTokens = 1 << 20;
    private const long FullTokens = 10_000_000;
    private const int BytesPerToken = 5; // of these texts, generously

    /// <summary>The runtime compiles methods a second time, for speed, only after they have run for a while; a data set takes longer.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>Tokenises, shuffles and packs.</summary>
    /// <param name="root">The checkout, beside which shared data may lie.</param>
    public static async Task<IReadOnlyList<Bar>> MeasureAsync(string root, bool sample, string command)
    {
        var work = Directory.CreateTempSubdirectory("olmorl-documents-").FullName;
        try
        {
            var wanted = sample ? FullTokens / 20 : FullTokens;
            var file = Path.Combine(work, "rows.jsonl");
            var texts = TokenizerBars.English(root);
            WriteRows(file, texts, wanted * BytesPerToken);
            var encoder = Encoder();
            var perCore = SpeedOfOneCore(encoder, texts, sample);
            var began = Stopwatch.GetTimestamp();
            using var cache = await new DocumentCacheStore(Path.Combine(work, "cache"))
                .OpenAsync(file, encoder, Cl100k.Olmo3.VocabularySize - 1, null, CancellationToken.None).ConfigureAwait(false);
            var encoding = Stopwatch.GetElapsedTime(began);
            var (batches, worst, tokens) = Pack(cache);
            using var process = Process.GetCurrentProcess();
            var peak = process.PeakWorkingSet64;
            return
            [
                Bar("2 tokenising chat rows, one core", command, $"{perCore:F1} MB/s with template and label spans", "at least 10 MB/s", perCore >= 10),
                Bar("2 packing", command, $"at most {worst:F4} times the lower bound over {batches} batches of {BatchTokens} tokens, rows of {RowLength}",
                    "at most 1.03", worst <= 1.03),
                Bar("6 tokenise, shuffle and pack in constant memory", command,
                    $"{tokens} tokens from {new FileInfo(file).Length / 1e6:F0} MB, tokenised in {encoding.TotalSeconds:F1} s, peak resident {peak / 1e9:F2} GB",
                    $"{wanted} tokens, under 1 GB", tokens >= wanted && peak < 1e9),
            ];
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static SupervisedRowEncoder Encoder()
    {
        var template = NamedTemplates.Find("olmo_thinker", new SpecialTokens { Eos = "<|endoftext|>", Pad = "<|pad|>", Control = ["<|im_start|>", "<|im_end|>", "<|endoftext|>"] });
        return new SupervisedRowEncoder(new ChatEncoding(Cl100k.Olmo3, template, RowLength));
    }

    private static string Row(string[] texts, int index) => JsonSerializer.Serialize(new
    {
        messages = new[]
        {
            new { role = "user", content = texts[index % texts.Length] },
            new { role = "assistant", content = texts[(index + 1) % texts.Length] },
        },
    });

    private static void WriteRows(string path, string[] texts, long bytes)
    {
        using var file = new StreamWriter(path);
        for (var index = 0; file.BaseStream.Length < bytes; index++)
            file.WriteLine(Row(texts, index));
    }

    private static double SpeedOfOneCore(SupervisedRowEncoder encoder, string[] texts, bool sample)
    {
        var rows = Enumerable.Range(0, sample ? 500 : 5000).Select(i => JsonDocument.Parse(Row(texts, i)).RootElement.Clone()).ToArray();
        var bytes = Enumerable.Range(0, rows.Length).Sum(i => (long)Encoding.UTF8.GetByteCount(texts[i % texts.Length]) + Encoding.UTF8.GetByteCount(texts[(i + 1) % texts.Length]));
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < WarmUp;)
        {
            foreach (var row in rows)
                _ = encoder.Encode(row);
        }

        var speeds = Enumerable.Range(0, 3).Select(pass =>
        {
            var began = Stopwatch.GetTimestamp();
            foreach (var row in rows)
                _ = encoder.Encode(row);
            return bytes / 1e6 / Stopwatch.GetElapsedTime(began).TotalSeconds;
        });
        return speeds.Order().ElementAt(1);
    }

    /// <summary>One epoch in shuffled order; the worst batch against the fewest rows that its tokens could fill.</summary>
    private static (int Batches, double Worst, long Tokens) Pack(DocumentCache cache)
    {
        var rows = new DocumentMixture([cache], new Mixture([MixturePart.Of(cache.RowCount, 0, 1)], new SeedSequence(1)));
        var (batches, worst, tokens) = (0, 0.0, 0L);
        for (long first = 0; first < rows.RowCount; batches++)
        {
            var count = (int)Math.Min(rows.RowsWithin(first, BatchTokens), rows.RowCount - first);
            var from = first;
            var batch = SequencePacker.Pack([.. Enumerable.Range(0, count).SelectMany(i => rows.Row(from + i))], RowLength, padId: 0);
            var fewest = (batch.TokenCount + RowLength - 1) / RowLength;
            worst = Math.Max(worst, (double)batch.RowCount / fewest);
            tokens += batch.TokenCount;
            first += count;
        }

        return (batches, worst, tokens);
    }

    private static Bar Bar(string name, string command, FormattableString figure, FormattableString required, bool met) =>
        new(name, command, figure.ToString(CultureInfo.InvariantCulture), required.ToString(CultureInfo.InvariantCulture), met);

    private static Bar Bar(string name, string command, FormattableString figure, string required, bool met) =>
        new(name, command, figure.ToString(CultureInfo.InvariantCulture), required, met);
}
