using System.Diagnostics.CodeAnalysis;
using OlmoRL.Models.Checkpoints;
using static TorchSharp.torch;

namespace OlmoRL.Models.Weights;

/// <summary>A version's weights in a file, as safetensors: what travels between processes.</summary>
public static class WeightFile
{
    /// <summary>Writes a file that appears under its name only when it is complete.</summary>
    public static void Write(string path, TransformerConfig config, TransformerWeights weights)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        SafetensorsWriter.Write(path, HuggingFaceLayout.Tensors(config, weights));
    }

    /// <summary>Reads a folder's single file.</summary>
    /// <param name="weights">Overwritten, so that memory is taken once; made when null. The caller disposes them.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of another shape.</exception>
    public static void Read(string folder, TransformerConfig config, [NotNull] ref TransformerWeights? weights)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var files = new ShardedSafetensors(folder);
        weights ??= TransformerWeights.Allocate(config, CheckpointFolder.StoredType(files), CPU);
        foreach (var (name, view) in HuggingFaceLayout.Tensors(config, weights))
            files.ReadRowsInto(name, view);
    }
}
