using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>The tensors of a checkpoint held against what its config asks for.</summary>
/// <param name="Missing">Names that the model needs and no file has.</param>
/// <param name="Unexpected">Names that the model has no place for: loading them silently away would be another model.</param>
/// <param name="WrongShape">`name: [stored] instead of [asked for]`.</param>
public sealed record CheckpointCheck(
    IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyList<string> WrongShape)
{
    /// <summary>Whether the checkpoint is exactly the model.</summary>
    public bool Passed => Missing.Count + Unexpected.Count + WrongShape.Count == 0;

    /// <summary>The first thing that is wrong, in one line; empty when nothing is.</summary>
    public string FirstProblem => this switch
    {
        { Missing: [var name, ..] } => $"{name} is missing{More(Missing)}",
        { WrongShape: [var shape, ..] } => $"{shape}{More(WrongShape)}",
        { Unexpected: [var name, ..] } => $"{name} is no tensor of this architecture{More(Unexpected)}",
        _ => "",
    };

    /// <summary>Compares names and shapes; no weight is read and none allocated.</summary>
    public static CheckpointCheck Run(TransformerConfig config, ShardedSafetensors files)
    {
        using var scope = NewDisposeScope();
        using var weights = TransformerWeights.Allocate(config, ScalarType.Float32, new Device(TorchSharp.DeviceType.META));
        var asked = HuggingFaceLayout.Tensors(config, weights).ToDictionary(t => t.Name, t => t.View.shape, StringComparer.Ordinal);

        // Old exports carry the rotary frequencies, which follow from the config.
        return new CheckpointCheck(
            [.. asked.Keys.Where(name => files.Find(name) is null)],
            [.. files.Entries.Select(e => e.Key).Where(n => !asked.ContainsKey(n) && !n.EndsWith(".inv_freq", StringComparison.Ordinal))],
            [
                .. asked.Select(a => (a.Key, Asked: a.Value, Stored: files.Find(a.Key)?.Shape))
                    .Where(a => a.Stored is not null && !a.Stored.SequenceEqual(a.Asked))
                    .Select(a => $"{a.Key}: [{string.Join(", ", a.Stored!)}] instead of [{string.Join(", ", a.Asked)}]"),
            ]);
    }

    private static string More(IReadOnlyList<string> problems) => problems.Count > 1 ? $", and {problems.Count - 1} more like it" : "";
}
