using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>A model on disk as Hugging Face lays it out: config.json, model.safetensors, tokenizer.json and kin.</summary>
public static class CheckpointFolder
{
    private static readonly string[] TokenizerFiles = ["tokenizer.json", "tokenizer_config.json", "chat_template.jinja"];

    /// <summary>Reads config and weights.</summary>
    /// <exception cref="InvalidDataException">Something is missing or contradicts the config.</exception>
    public static CausalLanguageModel Load(string folder, ScalarType dtype, Device device)
    {
        foreach (var needed in (string[])["config.json", "model.safetensors"])
        {
            if (!File.Exists(Path.Combine(folder, needed)))
                throw new InvalidDataException($"{folder}: no {needed}, so this is not a checkpoint folder");
        }

        var config = TransformerConfig.Read(Path.Combine(folder, "config.json"));
        var weights = TransformerWeights.Allocate(config, dtype, device);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var file = new SafetensorsReader(Path.Combine(folder, "model.safetensors"));
        foreach (var (name, view) in HuggingFaceLayout.Tensors(config, weights))
            file.ReadInto(name, view);
        return new CausalLanguageModel(config, weights);
    }

    /// <summary>Writes a folder that appears under its name only when it is complete; replaces one that stands there.</summary>
    /// <param name="folder">The target.</param>
    /// <param name="model">What to write, in its own dtype.</param>
    /// <param name="tokenizerFrom">The folder whose tokenizer files are copied.</param>
    /// <param name="provenance">Written as olmorl.json.</param>
    public static void Save(string folder, CausalLanguageModel model, string tokenizerFrom, JsonObject provenance)
    {
        var temporary = $"{folder.TrimEnd('/')}.{Environment.ProcessId}.tmp";
        Directory.CreateDirectory(temporary);
        using (NewDisposeScope())
        using (no_grad())
        {
            SafetensorsWriter.Write(Path.Combine(temporary, "model.safetensors"),
                HuggingFaceLayout.Tensors(model.Config, model.Weights));
        }

        File.WriteAllText(Path.Combine(temporary, "config.json"), model.Config.ToJson());
        WriteJson(Path.Combine(temporary, "generation_config.json"), new JsonObject
        {
            ["eos_token_id"] = model.Config.EndOfTextId,
            ["pad_token_id"] = model.Config.PadId,
        });
        WriteJson(Path.Combine(temporary, "olmorl.json"), provenance);
        foreach (var name in TokenizerFiles.Where(n => File.Exists(Path.Combine(tokenizerFrom, n))))
            File.Copy(Path.Combine(tokenizerFrom, name), Path.Combine(temporary, name));

        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.Move(temporary, folder);
    }

    private static void WriteJson(string path, JsonObject json) =>
        File.WriteAllText(path, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
}
