using System.Text.Json;
using System.Text.Json.Nodes;
using OlmoRL.Runs;
using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>How a checkpoint is written.</summary>
public sealed record CheckpointOptions
{
    /// <summary>What the weights are cast to; null keeps the model's own.</summary>
    public ScalarType? DataType { get; init; }

    /// <summary>No shard is larger, unless one tensor is.</summary>
    public long MaxShardBytes { get; init; } = 5_000_000_000;

    /// <summary>Tokens that end an answer, for generation_config.json; null keeps what the model it came from had.</summary>
    public IReadOnlyList<int>? EndTokenIds { get; init; }
}

/// <summary>A model on disk as Hugging Face lays it out: config.json, safetensors, tokenizer.json and kin.</summary>
public static class CheckpointFolder
{
    private const string ConfigFile = "config.json";
    private const string GenerationFile = "generation_config.json";

    private static readonly string[] TokenizerFiles =
    [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.json", "merges.txt", "added_tokens.json",
        "chat_template.jinja",
    ];

    /// <summary>Reads config.json.</summary>
    /// <exception cref="InvalidDataException">It is missing, or not one of this architecture.</exception>
    public static TransformerConfig ReadConfig(string folder)
    {
        var path = Path.Combine(folder, ConfigFile);
        return File.Exists(path)
            ? TransformerConfig.Read(path)
            : throw new InvalidDataException($"{folder}: no {ConfigFile}, so this is not a checkpoint folder");
    }

    /// <summary>What weights a folder has: `config.json` or the weights' file when it is missing, else null.</summary>
    public static string? MissingFile(string folder) =>
        !File.Exists(Path.Combine(folder, ConfigFile)) ? ConfigFile
        : !File.Exists(Path.Combine(folder, ShardedSafetensors.SingleFile))
            && !File.Exists(Path.Combine(folder, ShardedSafetensors.IndexFile)) ? ShardedSafetensors.SingleFile
        : null;

    /// <summary>Reads config and weights. Storage is allocated once; shards are read straight into its slices.</summary>
    /// <param name="folder">Hugging Face layout.</param>
    /// <param name="dtype">What the weights are cast to as they are read; null keeps the dtype of the files.</param>
    /// <param name="device">Where they go.</param>
    /// <param name="embeddingRows">Rows of embedding and head: more are zeros, fewer cut padding off; null keeps the stored ones.</param>
    /// <exception cref="InvalidDataException">Something is missing or contradicts the config.</exception>
    public static CausalLanguageModel Load(string folder, ScalarType? dtype, Device device, int? embeddingRows = null)
    {
        var config = ReadConfig(folder);
        using var scope = NewDisposeScope();
        using var files = new ShardedSafetensors(folder);
        if (CheckpointCheck.Run(config, files) is { Passed: false } check)
            throw new InvalidDataException($"{folder}: {check.FirstProblem}");
        var rows = embeddingRows ?? config.EmbeddingRows;
        config = config with { EmbeddingRows = rows, VocabularySize = Math.Min(rows, config.VocabularySize) };
        var weights = TransformerWeights.Allocate(config, dtype ?? StoredType(files), device);
        foreach (var (name, view) in HuggingFaceLayout.Tensors(config, weights))
            files.ReadRowsInto(name, view);
        return new CausalLanguageModel(config, weights);
    }

    /// <summary>The dtype that most of the stored bytes have: what a config says of it may be old or missing.</summary>
    public static ScalarType StoredType(ShardedSafetensors files) =>
        files.Entries.GroupBy(e => e.Value.DataType).MaxBy(g => g.Sum(e => e.Value.End - e.Value.Begin))!.Key;

    /// <summary>Writes a folder that appears under its name only when it is complete; replaces one that stands there.</summary>
    /// <param name="folder">The target.</param>
    /// <param name="model">What to write.</param>
    /// <param name="tokenizerFrom">The folder whose tokenizer files and generation config are copied.</param>
    /// <param name="provenance">Written as olmorl.json.</param>
    /// <param name="options">dtype, shard size.</param>
    public static void Save(
        string folder, CausalLanguageModel model, string tokenizerFrom, Provenance provenance, CheckpointOptions? options = null)
    {
        options ??= new CheckpointOptions();
        var dtype = options.DataType ?? model.Weights.FinalNorm.dtype;
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var temporary = $"{target}.{Environment.ProcessId}.tmp";
        if (Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
        _ = Directory.CreateDirectory(temporary);
        using (NewDisposeScope())
        using (no_grad())
        {
            ShardedSafetensors.Write(
                temporary, [.. HuggingFaceLayout.Tensors(model.Config, model.Weights)], dtype, options.MaxShardBytes);
        }

        File.WriteAllText(Path.Combine(temporary, ConfigFile), ConfigWriter.ToJson(model.Config, dtype));
        WriteGenerationConfig(temporary, model.Config, tokenizerFrom, options.EndTokenIds);
        provenance.Write(temporary);
        foreach (var name in TokenizerFiles.Where(n => File.Exists(Path.Combine(tokenizerFrom, n))))
            File.Copy(Path.Combine(tokenizerFrom, name), Path.Combine(temporary, name));
        PutInPlace(temporary, target);
    }

    private static void WriteGenerationConfig(
        string folder, TransformerConfig config, string from, IReadOnlyList<int>? endTokenIds)
    {
        var parent = Path.Combine(from, GenerationFile);
        var json = File.Exists(parent) ? JsonNode.Parse(File.ReadAllText(parent))!.AsObject() : new JsonObject
        {
            ["eos_token_id"] = config.EndOfTextId,
            ["pad_token_id"] = config.PadId,
        };
        if (endTokenIds is not null)
            json["eos_token_id"] = endTokenIds is [var only] ? only : new JsonArray([.. endTokenIds.Select(id => (JsonNode)id)]);
        File.WriteAllText(
            Path.Combine(folder, GenerationFile), json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    /// <summary>At every moment one complete folder exists, under its name or beside it.</summary>
    private static void PutInPlace(string complete, string target)
    {
        var replaced = $"{target}.{Environment.ProcessId}.old";
        if (Directory.Exists(target))
            Directory.Move(target, replaced);
        Directory.Move(complete, target);
        if (Directory.Exists(replaced))
            Directory.Delete(replaced, recursive: true);
    }
}
