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

    /// <summary>Reads a folder's single file into weights that the caller disposes.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another shape.</exception>
    public static TransformerWeights Read(string folder, TransformerConfig config)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var files = new ShardedSafetensors(folder);
        var weights = TransformerWeights.Allocate(config, CheckpointFolder.StoredType(files), CPU);
        foreach (var (name, view) in HuggingFaceLayout.Tensors(config, weights))
            files.ReadRowsInto(name, view);
        return weights;
    }
}
