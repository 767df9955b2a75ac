using System.Text.Json;
using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Training;

/// <summary>Keeps skipped updates on disk: batch, log-probs and the weights they met, for `olmorl replay-step`.</summary>
public static class SkippedUpdateStore
{
    private const string BatchFile = "batch.safetensors";
    private const string WeightsFile = "model.safetensors";
    private const string ConfigFile = "config.json";
    private const string UpdateFile = "update.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes a folder that appears under its name only when it is complete.</summary>
    public static void Save(string folder, SkippedUpdate update, CausalLanguageModel model)
    {
        var temporary = $"{folder}.{Environment.ProcessId}.tmp";
        _ = Directory.CreateDirectory(temporary);
        using (NewDisposeScope())
        using (no_grad())
        {
            SafetensorsWriter.Write(
                Path.Combine(temporary, WeightsFile), HuggingFaceLayout.Tensors(model.Config, model.Weights));
            SafetensorsWriter.Write(Path.Combine(temporary, BatchFile), [.. Tensors(update)]);
        }

        File.WriteAllText(Path.Combine(temporary, ConfigFile), model.Config.ToJson());
        var batch = update.Batch;
        File.WriteAllText(Path.Combine(temporary, UpdateFile), JsonSerializer.Serialize(
            new Header(update.Outcome, update.Loss, update.GradientNorm, update.LearningRate, batch.RowCount,
                batch.RowLength, batch.TokenCount, update.ReferenceLogProbs is not null), Json));
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.Move(temporary, folder);
    }

    /// <summary>Reads a folder back; the model is the caller's to dispose.</summary>
    /// <exception cref="InvalidDataException">A file is missing or damaged.</exception>
    public static (SkippedUpdate Update, CausalLanguageModel Model) Load(string folder)
    {
        foreach (var needed in (string[])[BatchFile, WeightsFile, ConfigFile, UpdateFile])
        {
            if (!File.Exists(Path.Combine(folder, needed)))
                throw new InvalidDataException($"{folder} has no {needed}: it is no skipped update");
        }

        using var scope = NewDisposeScope();
        var header = JsonSerializer.Deserialize<Header>(File.ReadAllText(Path.Combine(folder, UpdateFile)), Json)!;
        using var file = new SafetensorsReader(Path.Combine(folder, BatchFile));
        long[] Numbers(string name) => Read(file, name, ScalarType.Int64).data<long>().ToArray();
        float[] Values(string name) => Read(file, name, ScalarType.Float32).data<float>().ToArray();
        var batch = new PackedBatch
        {
            RowCount = header.RowCount,
            RowLength = header.RowLength,
            TokenCount = header.TokenCount,
            TokenIds = Numbers("token_ids"),
            Documents = Numbers("documents"),
            Positions = Numbers("positions"),
            Predictors = Numbers("predictors"),
            Targets = Numbers("targets"),
            Responses = [.. Numbers("responses").Select(r => (int)r)],
            EngineLogProbs = Values("engine_log_probs"),
            Advantages = Values("advantages"),
        };
        var update = new SkippedUpdate(batch, Values("old_log_probs"),
            header.HasReference ? Values("reference_log_probs") : null, header.Outcome, header.Loss,
            header.GradientNorm, header.LearningRate);
        return (update, CheckpointFolder.Load(folder, ScalarType.Float32, CPU));
    }

    private static Tensor Read(SafetensorsReader file, string name, ScalarType type)
    {
        var value = zeros([.. file.Entries[name].Shape], dtype: type);
        file.ReadInto(name, value);
        return value;
    }

    private static IEnumerable<(string, Tensor)> Tensors(SkippedUpdate update)
    {
        var batch = update.Batch;
        yield return ("token_ids", tensor(batch.TokenIds));
        yield return ("documents", tensor(batch.Documents));
        yield return ("positions", tensor(batch.Positions));
        yield return ("predictors", tensor(batch.Predictors));
        yield return ("targets", tensor(batch.Targets));
        yield return ("responses", tensor(batch.Responses.Select(r => (long)r).ToArray()));
        yield return ("engine_log_probs", tensor(batch.EngineLogProbs));
        yield return ("advantages", tensor(batch.Advantages));
        yield return ("old_log_probs", tensor(update.OldLogProbs));
        if (update.ReferenceLogProbs is { } reference)
            yield return ("reference_log_probs", tensor(reference));
    }

    private sealed record Header(
        UpdateOutcome Outcome, double Loss, double GradientNorm, double LearningRate, int RowCount, int RowLength,
        int TokenCount, bool HasReference);
}
