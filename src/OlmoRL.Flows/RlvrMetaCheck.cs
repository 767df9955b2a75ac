using System.Globalization;
using OlmoRL.Data.Templates;
using OlmoRL.Models;
using OlmoRL.Models.Native;
using OlmoRL.Recipes;
using static TorchSharp.torch;

namespace OlmoRL.Flows;

/// <summary>Checks an RLVR recipe against a shape on the meta device, and plans its memory: no checkpoint, no data.</summary>
public static class RlvrMetaCheck
{
    private const double Gigabyte = 1e9;
    private const double DeviceBytes = 80 * Gigabyte;

    /// <summary>Of a device's memory: the rest is for fragments, communication and the runtime.</summary>
    private const double UsableShare = 0.9;

    /// <summary>What the run would be, a line each.</summary>
    /// <param name="preset">A name of <see cref="ModelPresets"/>.</param>
    /// <exception cref="RecipeException">The recipe and the shape contradict each other, or there is no such shape.</exception>
    public static IReadOnlyList<string> Run(string preset, RlvrRecipe recipe, string recipePath)
    {
        var shape = ModelPresets.Find(preset)
            ?? throw new RecipeException(recipePath, "--meta", $"{preset} is not allowed", string.Join(", ", ModelPresets.Names));
        var longest = recipe.Data.MaxPromptTokens + recipe.Rollout.MaxTokens;
        if (longest > shape.MaxPositions)
            throw new RecipeException(recipePath, "rollout.max_tokens", $"{recipe.Rollout.MaxTokens} is not allowed",
                $"at most {shape.MaxPositions - recipe.Data.MaxPromptTokens}: the context of {preset} holds {shape.MaxPositions} tokens");
        if (longest > recipe.Trainer.PackLength)
            throw new RecipeException(recipePath, "trainer.pack_length", $"{recipe.Trainer.PackLength} is not allowed",
                $"at least {longest}: the longest prompt and its completion");
        if (recipe.Data.Template.Length > 0 && !NamedTemplates.Names.Contains(recipe.Data.Template))
            throw new RecipeException(recipePath, "data.template", $"{recipe.Data.Template} is not allowed", string.Join(", ", NamedTemplates.Names));

        TorchRuntime.Initialize(1);
        using var scope = NewDisposeScope();
        var config = TransformerConfig.Of(shape);
        using var weights = TransformerWeights.Allocate(config, ScalarType.Float32, new Device(TorchSharp.DeviceType.META));
        return [Line($"{preset}: {weights.All.Sum(t => t.numel()) / 1e9:F2} billion parameters on the meta device"), .. Plan(config, weights.All.Sum(t => t.numel()), recipe)];
    }

    private static IEnumerable<string> Plan(TransformerConfig config, long parameters, RlvrRecipe recipe)
    {
        var learnerElement = recipe.Trainer.Precision == ComputePrecision.Bf16 ? 2 : 4;
        var engineElement = recipe.Engine.Precision == EnginePrecision.Bf16 ? 2 : 4;
        double masters = 4.0 * parameters, compute = learnerElement == 2 ? 2.0 * parameters : 0, moments = 8.0 * parameters, gradients = 4.0 * parameters;
        var activations = Activations(config, recipe.Trainer, learnerElement);
        var learner = masters + compute + gradients + moments + activations;
        yield return Line($"learner: weights {(masters + compute) / Gigabyte:F0} GB, gradients {gradients / Gigabyte:F0} GB, optimizer {moments / Gigabyte:F0} GB, activations {activations / Gigabyte:F0} GB a micro-batch: {learner / Gigabyte:F0} GB, {Devices(learner)} devices of 80 GB when all of it is sharded");
        var perToken = CacheBytesPerToken(config, recipe.Rollout.MaxTokens + recipe.Data.MaxPromptTokens, engineElement);
        var cache = perToken * (recipe.Rollout.MaxTokens + recipe.Data.MaxPromptTokens) * recipe.Rollout.Slots;
        var engine = (double)engineElement * parameters;
        yield return Line($"engine: weights {engine / Gigabyte:F0} GB twice (one version in use, one arriving), cache {cache / Gigabyte:F0} GB for {recipe.Rollout.Slots} sequences of the longest kind: {(2 * engine + cache) / Gigabyte:F0} GB, {Devices(2 * engine + cache)} devices of 80 GB for each inference worker");
        yield return Line($"a step: {recipe.Rollout.GroupsPerStep} prompts x {recipe.Rollout.GroupSize} answers of up to {recipe.Rollout.MaxTokens} tokens; up to {recipe.Rollout.MaxStaleness} steps stale");
    }

    /// <summary>
    /// With checkpointing the input of each layer for a micro-batch, and one layer's insides (about 16 widths and 3
    /// feed-forward widths a token); without, every layer's insides.
    /// </summary>
    private static double Activations(TransformerConfig config, TrainerSpec trainer, int element)
    {
        var tokens = (double)Math.Max(trainer.PackLength, trainer.MicroBatchTokens);
        var inside = 16.0 * config.HiddenSize + 3.0 * config.IntermediateSize;
        return tokens * element * (trainer.Checkpointing ? config.LayerCount * (double)config.HiddenSize + inside : config.LayerCount * inside);
    }

    /// <summary>Keys and values; a sliding layer holds its window only, here spread over the longest sequence.</summary>
    private static double CacheBytesPerToken(TransformerConfig config, int longest, int element) =>
        Enumerable.Range(0, config.LayerCount).Sum(layer => 2.0 * config.KeyValueSize * element
            * (config.IsSliding(layer) ? Math.Min(1.0, (double)config.SlidingWindow / longest) : 1.0));

    private static int Devices(double bytes) => (int)Math.Ceiling(bytes / (UsableShare * DeviceBytes));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
