using OlmoRL.Inference;
using OlmoRL.Models;
using OlmoRL.Rollouts;
using static TorchSharp.torch;

namespace OlmoRL.Cli.Bench;

/// <summary>`olmorl bench memory`: whether a long run of the engine leaves anything behind.</summary>
internal static class MemoryReport
{
    private const int Batch = 64;
    private const int TokensPerSequence = 100;

    private static readonly TransformerConfig Config = new()
    {
        VocabularySize = 512,
        HiddenSize = 128,
        IntermediateSize = 384,
        LayerCount = 4,
        HeadCount = 4,
        KeyValueHeadCount = 2,
        MaxPositions = 256,
        SlidingWindow = 24,
    };

    /// <summary>Writes memory.md and .json: managed bytes after a tenth and after all of the tokens, and live tensors.</summary>
    public static void Run(BenchOptions options)
    {
        var tokens = options.Quick ? 100_000 : 1_000_000;
        using var source = TransformerWeights.Initialize(Config, 1, CPU);
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var engineOptions = new EngineOptions { MaxRunning = Batch, MaxLength = 2 * TokensPerSequence };
        using var weights = EngineBackend.AllocateWeights(Config, engineOptions);
        weights.CopyFrom(source);
        using var engine = new InferenceEngine(engineOptions, EngineBackend.CreateRunner(Config, engineOptions));
        engine.UpdateWeights(PolicyVersion.Start, weights);
        var sampled = Decode(engine, tokens / 10, 0);
        var early = GC.GetTotalMemory(forceFullCollection: true);
        sampled += Decode(engine, tokens, sampled);
        var late = GC.GetTotalMemory(forceFullCollection: true);
        var allocated = AllocatedByAStep(engine);
        var tensors = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
        BenchReport.Write(options.Folder, "memory", "olmorl bench memory",
            ["tokens", "managed bytes at a tenth", "managed bytes at the end", "growth", "live tensors more than before", "bytes allocated by a step"],
            [[$"{sampled}", $"{early}", $"{late}", $"{late - early}", $"{tensors}", $"{allocated}"]],
            new { tokens = sampled, early, late, tensors, allocated_bytes_per_step = allocated });
        Console.WriteLine($"{sampled} tokens: {late - early} managed bytes more, {tensors} tensors more, {allocated} bytes allocated by a step");
    }

    private static long Decode(InferenceEngine engine, long tokens, long group)
    {
        var sampled = 0L;
        while (sampled < tokens || engine.HasWork)
        {
            while (sampled < tokens && engine.FreeSlots > 0)
                engine.Add(Request(group++));
            sampled += engine.Step().Tokens.Count;
        }

        return sampled;
    }

    /// <summary>Managed bytes that one step of a full batch allocates, the median of some.</summary>
    private static long AllocatedByAStep(InferenceEngine engine)
    {
        for (var i = 0; i < Batch; i++)
            engine.Add(Request(i));
        _ = engine.Step();
        var bytes = new long[51];
        for (var i = 0; i < bytes.Length; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            _ = engine.Step();
            bytes[i] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Array.Sort(bytes);
        return bytes[bytes.Length / 2];
    }

    private static GenerationRequest Request(long group) => new()
    {
        Key = new SequenceKey(group, 0),
        PromptTokenIds = [1, 2, 3],
        Seed = (ulong)group,
        Sampling = new SamplingParams { MaxTokens = TokensPerSequence, StopTokenIds = [] },
    };
}
