using OlmoRL.Runs;
using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>Averages checkpoints tensor by tensor (model soups, arXiv 2203.05482).</summary>
/// <remarks>
/// Sums are fp32. Beside the first model one tensor at a time is in memory, so a merge needs little more than the model.
/// </remarks>
public static class CheckpointMerge
{
    /// <summary>Why these checkpoints cannot be averaged, in one line; null when they can.</summary>
    public static string? Problem(IReadOnlyList<string> folders)
    {
        var first = CheckpointFolder.ReadConfig(folders[0]).ToJson();
        foreach (var folder in folders.Skip(1))
        {
            if (CheckpointFolder.ReadConfig(folder).ToJson() != first)
                return $"{folder} has another config.json than {folders[0]}";
            if (Tokenizer(folder) != Tokenizer(folders[0]))
                return $"{folder} has another tokenizer.json than {folders[0]}";
        }

        return null;
    }

    /// <summary>Writes the weighted average in the first one's dtype, with its tokenizer.</summary>
    /// <param name="sources">Folder and weight; weights are divided by their sum.</param>
    /// <param name="target">The folder to write.</param>
    /// <param name="provenance">Of the result.</param>
    /// <exception cref="InvalidDataException">The checkpoints do not go together, or one is damaged.</exception>
    public static void Write(IReadOnlyList<(string Folder, double Weight)> sources, string target, Provenance provenance)
    {
        if (Problem([.. sources.Select(s => s.Folder)]) is { } problem)
            throw new InvalidDataException(problem);
        using var guard = no_grad();
        using var model = CheckpointFolder.Load(sources[0].Folder, dtype: null, CPU);
        var others = sources.Skip(1).Select(s => (Files: new ShardedSafetensors(s.Folder), s.Weight)).ToArray();
        try
        {
            var total = sources.Sum(s => s.Weight);
            using var scope = NewDisposeScope();
            foreach (var (name, view) in HuggingFaceLayout.Tensors(model.Config, model.Weights))
            {
                using var inner = NewDisposeScope();
                var sum = view.to(ScalarType.Float32) * (sources[0].Weight / total);
                foreach (var (files, weight) in others)
                {
                    var value = zeros(view.shape, dtype: ScalarType.Float32);
                    files.ReadRowsInto(name, value);
                    _ = sum.add_(value * (weight / total));
                }

                _ = view.copy_(sum);
            }
        }
        finally
        {
            foreach (var (files, _) in others)
                files.Dispose();
        }

        CheckpointFolder.Save(target, model, sources[0].Folder, provenance);
    }

    private static string Tokenizer(string folder) => ContentDigest.OfFile(Path.Combine(folder, "tokenizer.json"));
}
