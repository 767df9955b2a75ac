using System.Globalization;
using OlmoRL.Data.Templates;
using OlmoRL.Models;
using OlmoRL.Models.Native;
using OlmoRL.Recipes;
using static TorchSharp.torch;

namespace OlmoRL.Flows;

/// <summary>Checks a recipe against a shape on the meta device: no checkpoint, no data, no memory.</summary>
public static class MetaCheck
{
    /// <summary>fp32 weight, gradient and two moments.</summary>
    private const int TrainingBytesPerParameter = 16;

    /// <summary>What the run would be, a line each.</summary>
    /// <param name="preset">A name of <see cref="ModelPresets"/>.</param>
    /// <exception cref="RecipeException">The recipe and the shape contradict each other, or there is no such shape.</exception>
    public static IReadOnlyList<string> Run(string preset, DocumentDataSpec data, DocumentTrainerSpec trainer, string recipePath)
    {
        var shape = ModelPresets.Find(preset)
            ?? throw new RecipeException(recipePath, "--meta", $"{preset} is not allowed", string.Join(", ", ModelPresets.Names));
        var longest = data.MaxLength > 0 ? data.MaxLength : trainer.PackLength;
        if (longest > shape.MaxPositions)
            throw new RecipeException(recipePath, "data.max_length", $"documents of {longest} tokens are not allowed",
                $"at most {shape.MaxPositions}, the context of {preset}");
        if (data.Template.Length > 0 && !NamedTemplates.Names.Contains(data.Template) && !File.Exists(data.Template))
            throw new RecipeException(recipePath, "data.template", $"{data.Template} is not allowed", string.Join(", ", NamedTemplates.Names));

        TorchRuntime.Initialize(1);
        using var scope = NewDisposeScope();
        var config = TransformerConfig.Of(shape);
        using var weights = TransformerWeights.Allocate(config, ScalarType.Float32, new Device(TorchSharp.DeviceType.META));
        var parameters = weights.All.Sum(t => t.numel());
        var compute = trainer.Precision == ComputePrecision.Bf16 ? 2 : 0;
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{preset}: {parameters / 1e9:F2} billion parameters on the meta device"),
            string.Create(CultureInfo.InvariantCulture,
                $"training state {parameters * (TrainingBytesPerParameter + compute) / 1e9:F0} GB, rows of {trainer.PackLength} tokens, documents of up to {longest}"),
        ];
    }
}
