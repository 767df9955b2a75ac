using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Runs;
using static TorchSharp.torch;

namespace OlmoRL.Training.Tests.Fakes;

/// <summary>A random four-layer model and samples of unequal lengths for it.</summary>
internal static class TinyModel
{
    public static CausalLanguageModel Create()
    {
        var config = new TransformerConfig
        {
            VocabularySize = 48,
            HiddenSize = 32,
            IntermediateSize = 48,
            LayerCount = 4,
            HeadCount = 2,
            KeyValueHeadCount = 1,
            MaxPositions = 64,
            SlidingWindow = 6,
            InitializerRange = 0.2,
        };
        return new CausalLanguageModel(config, TransformerWeights.Initialize(config, 11, CPU));
    }

    public static TrainingSample[] Samples(int count)
    {
        var random = new SeedSequence(4).Stream("samples");
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                int prompt = random.Next(2, 8), response = random.Next(3, 20);
                return new TrainingSample
                {
                    TokenIds = [.. Enumerable.Range(0, prompt + response).Select(_ => random.Next(48))],
                    Trained = [.. Enumerable.Range(0, prompt + response).Select(i => i >= prompt)],
                    EngineLogProbs = [.. Enumerable.Range(0, prompt + response).Select(_ => -4f + (float)random.NextDouble())],
                    Advantage = (float)(random.NextDouble() - 0.5),
                };
            }),
        ];
    }

    public static TrainingSample[] Untrained(int count) =>
        [.. Samples(count).Select(s => s with { Trained = new bool[s.TokenIds.Length] })];

    public static float[] Flatten(CausalLanguageModel model) =>
        [.. model.Weights.All.SelectMany(t => t.detach().data<float>().ToArray())];
}
