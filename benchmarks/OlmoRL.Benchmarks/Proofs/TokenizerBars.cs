using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Tokenizers;
using OlmoRL.Data.Tests.Tokenization;
using OlmoRL.Runs;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Bar 5 of issue 3: encoding speed on one core, beside Microsoft.ML.Tokenizers on the same texts in the same run.</summary>
internal static class TokenizerBars
{
    private const int LongestText = 4000;
    private static readonly TimeSpan PassTime = TimeSpan.FromSeconds(1);

    /// <summary>Measures both kinds of text.</summary>
    /// <param name="root">The checkout, beside which shared data may lie.</param>
    public static IEnumerable<Bar> Measure(string root, bool sample, string command)
    {
        yield return Compare("5 encode English text", English(root), 20, sample, command);
        yield return Compare("5 encode random Unicode", RandomUnicode(), 5, sample, command);
    }

    /// <summary>Questions, answers and code of public data sets; without them, the project's own documents.</summary>
    public static string[] English(string root)
    {
        var data = Environment.GetEnvironmentVariable("OLMORL_SHARED") is { Length: > 0 } shared
            ? Path.Combine(shared, "data") : Path.Combine(root, "..", "shared", "data");
        string[] files = ["gsm8k/train.jsonl", "ifeval/gpt4_responses.jsonl", "math/test.jsonl"];
        var found = files.Select(f => Path.Combine(data, f)).Where(File.Exists).ToArray();
        return found.Length > 0
            ? [.. found.SelectMany(File.ReadLines).SelectMany(Texts).Where(t => t.Length > 0)]
            : [.. Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md").SelectMany(f => File.ReadAllText(f).Split("\n\n")).Where(t => t.Length > 0)];
    }

    /// <summary>Texts of code points drawn evenly from all planes' letters, symbols and unassigned places.</summary>
    public static string[] RandomUnicode()
    {
        var random = new SeedSequence(3).Stream("unicode");
        var texts = new string[500];
        for (var i = 0; i < texts.Length; i++)
        {
            var text = new StringBuilder();
            while (text.Length < LongestText)
            {
                var code = random.Next(0x20, random.Next(4) == 0 ? 0x110000 : 0xd800);
                if (code is < 0xd800 or > 0xdfff)
                    _ = text.Append(char.ConvertFromUtf32(code));
            }

            texts[i] = text.ToString();
        }

        return texts;
    }

    private static Bar Compare(string name, string[] texts, double required, bool sample, string command)
    {
        var ours = Cl100k.Olmo3;
        var theirs = TiktokenTokenizer.CreateForEncoding("cl100k_base");
        var bytes = texts.Sum(t => (long)Encoding.UTF8.GetByteCount(t));
        var passes = sample ? 1 : 5;
        var speed = Speed(texts, bytes, passes, text => ours.Encode(text).Length);
        var reference = Speed(texts, bytes, passes, text => theirs.EncodeToIds(text).Count);
        return new Bar(name, command,
            string.Create(CultureInfo.InvariantCulture, $"{speed:F1} MB/s, Microsoft.ML.Tokenizers {reference:F1} MB/s, {texts.Length} texts of {bytes / 1e6:F1} MB, one thread"),
            string.Create(CultureInfo.InvariantCulture, $"at least {required:F0} MB/s"), speed >= required);
    }

    /// <summary>Median over passes, each of whole rounds through the texts, in 10^6 bytes of UTF-8 a second.</summary>
    private static double Speed(string[] texts, long bytes, int passes, Func<string, int> encode)
    {
        _ = texts.Sum(encode); // compiles, and fills caches
        var speeds = new double[passes];
        for (var pass = 0; pass < passes; pass++)
        {
            var began = Stopwatch.GetTimestamp();
            var rounds = 0;
            do
            {
                _ = texts.Sum(encode);
                rounds++;
            }
            while (Stopwatch.GetElapsedTime(began) < PassTime);
            speeds[pass] = rounds * bytes / 1e6 / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        return speeds.Order().ElementAt(passes / 2);
    }

    private static IEnumerable<string> Texts(string line)
    {
        using var row = JsonDocument.Parse(line);
        return [.. row.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String).Select(p => p.Value.GetString()!)];
    }
}
