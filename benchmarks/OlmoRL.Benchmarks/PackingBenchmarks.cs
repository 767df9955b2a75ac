using BenchmarkDotNet.Attributes;
using OlmoRL.Batching;
using OlmoRL.Runs;

namespace OlmoRL.Benchmarks;

/// <summary>Packing a step's 512 samples into rows.</summary>
[MemoryDiagnoser]
public class PackingBenchmarks
{
    private TrainingSample[] _samples = [];

    /// <summary>Tokens of a row; samples have 60 to 130.</summary>
    [Params(256, 1024)]
    public int RowLength { get; set; }

    /// <summary>Draws lengths from a seed.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new SeedSequence(1).Stream("packing");
        _samples =
        [
            .. Enumerable.Range(0, 512).Select(_ =>
            {
                var length = random.Next(60, 130);
                var trained = new bool[length];
                Array.Fill(trained, true);
                return new TrainingSample { TokenIds = new int[length], Trained = trained, EngineLogProbs = new float[length] };
            }),
        ];
    }

    /// <summary>All of it.</summary>
    [Benchmark(Baseline = true)]
    public double Pack() => SequencePacker.Pack(_samples, RowLength, 0).Efficiency;
}
