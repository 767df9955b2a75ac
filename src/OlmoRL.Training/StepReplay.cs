using OlmoRL.Models;
using OlmoRL.Training.Forward;
using static TorchSharp.torch;

namespace OlmoRL.Training;

/// <summary>Computes a skipped update again and says where it breaks.</summary>
public static class StepReplay
{
    private static readonly string[] LayerParts =
    [
        "query_key_value", "query_norm", "key_norm", "output", "attention_norm", "gate_up", "down", "mlp_norm",
    ];

    /// <summary>Forward and backward with the options of the run; the weights are not changed.</summary>
    public static ReplayReport Run(SkippedUpdate update, CausalLanguageModel model, GrpoOptions options)
    {
        using var scope = NewDisposeScope();
        using var learner = new GrpoLearner(model, options);
        var batch = learner.Restore(update);
        List<ReplayedPart> parts = [];
        foreach (var part in batch.Parts)
        {
            using var pass = NewDisposeScope();
            var logProbs = PolicyPass.LogProbsOf(model, part.Batch, options.Temperature, options.Forward).data<float>().ToArray();
            parts.Add(new ReplayedPart(
                part.Batch.Targets.Length, learner.Accumulate(part, new StepTotals()), Broken(part.Batch.Advantages),
                Broken(part.Batch.EngineLogProbs), Broken(part.OldLogProbs!), Broken(logProbs),
                part.OldLogProbs!.Zip(part.Batch.EngineLogProbs, (a, b) => Math.Abs(a - b)).DefaultIfEmpty().Max()));
        }

        var gradients = Names(model).Zip(model.Weights.All, (name, weight) => (name, Norm: weight.grad!.norm().item<float>())).ToArray();
        return new ReplayReport(
            parts.Sum(p => p.Loss), Math.Sqrt(gradients.Sum(g => (double)g.Norm * g.Norm)), parts,
            [.. gradients.Where(g => !float.IsFinite(g.Norm)).Select(g => g.name)]);
    }

    private static int Broken(float[] values) => values.Count(v => !float.IsFinite(v));

    private static IEnumerable<string> Names(CausalLanguageModel model) =>
    [
        "embedding",
        .. Enumerable.Range(0, model.Config.LayerCount).SelectMany(i => LayerParts.Select(part => $"layers.{i}.{part}")),
        "final_norm", "head",
    ];
}
