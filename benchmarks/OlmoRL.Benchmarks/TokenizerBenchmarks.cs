using BenchmarkDotNet.Attributes;
using Microsoft.ML.Tokenizers;
using OlmoRL.Benchmarks.Proofs;
using OlmoRL.Data.Tests.Tokenization;

namespace OlmoRL.Benchmarks;

/// <summary>Encoding 100 texts with the cl100k vocabulary on one thread.</summary>
[MemoryDiagnoser]
public class TokenizerBenchmarks
{
    private readonly TiktokenTokenizer _reference = TiktokenTokenizer.CreateForEncoding("cl100k_base");
    private string[] _texts = [];

    /// <summary>English, or code points of all planes.</summary>
    [Params(true, false)]
    public bool IsEnglish { get; set; }

    /// <summary>Takes the texts.</summary>
    [GlobalSetup]
    public void Setup() =>
        _texts = [.. (IsEnglish ? TokenizerBars.English(Checkout.Root) : TokenizerBars.RandomUnicode()).Take(100)];

    /// <summary>Microsoft.ML.Tokenizers.</summary>
    [Benchmark(Baseline = true)]
    public int Reference() => _texts.Sum(t => _reference.EncodeToIds(t).Count);

    /// <summary>Ours.</summary>
    [Benchmark]
    public int Ours() => _texts.Sum(t => Cl100k.Olmo3.Encode(t).Length);
}
