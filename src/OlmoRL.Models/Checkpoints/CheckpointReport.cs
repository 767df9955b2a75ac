using OlmoRL.Runs;
using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>What a checkpoint folder is: its shape, its files, where it came from, and whether the two fit together.</summary>
public sealed record CheckpointReport
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>config.json.</summary>
    public required TransformerConfig Config { get; init; }

    /// <summary>Weight files with their sizes in bytes.</summary>
    public required IReadOnlyDictionary<string, long> FileBytes { get; init; }

    /// <summary>Elements stored in each dtype.</summary>
    public required IReadOnlyDictionary<string, long> Elements { get; init; }

    /// <summary>What most of them are.</summary>
    public required ScalarType DataType { get; init; }

    /// <summary>Tensors in all files.</summary>
    public required int TensorCount { get; init; }

    /// <summary>Names and shapes against the config.</summary>
    public required CheckpointCheck Check { get; init; }

    /// <summary>olmorl.json, or null.</summary>
    public required Provenance? Provenance { get; init; }

    /// <summary>Reads headers and small files; no weight is read.</summary>
    /// <exception cref="InvalidDataException">The folder is no checkpoint, or a header is damaged.</exception>
    public static CheckpointReport Read(string folder)
    {
        var config = CheckpointFolder.ReadConfig(folder);
        using var files = new ShardedSafetensors(folder);
        return new CheckpointReport
        {
            Folder = Path.GetFullPath(folder),
            Config = config,
            FileBytes = files.Files.ToDictionary(f => f, f => new FileInfo(Path.Combine(folder, f)).Length, StringComparer.Ordinal),
            Elements = files.Entries.GroupBy(e => e.Value.DataType).ToDictionary(
                g => SafetensorsTypes.Name(g.Key), g => g.Sum(e => ElementsOf(e.Value)), StringComparer.Ordinal),
            DataType = CheckpointFolder.StoredType(files),
            TensorCount = files.Entries.Count(),
            Check = CheckpointCheck.Run(config, files),
            Provenance = Provenance.Read(folder),
        };
    }

    private static long ElementsOf(SafetensorsEntry entry) => (entry.End - entry.Begin) / SafetensorsTypes.SizeBytes(entry.DataType);
}
