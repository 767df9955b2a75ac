using System.CommandLine;
using OlmoRL.Data.Tokenization;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Native;
using OlmoRL.Runs;
using static TorchSharp.torch;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl convert FROM TO`: another dtype, or another padding of the vocabulary.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var from = new Argument<string>("from") { Description = "A checkpoint folder." };
        var to = new Argument<string>("to") { Description = "The folder to write; it must not exist." };
        var dtype = new Option<string?>("--dtype")
        {
            Description = $"What the weights are cast to: {string.Join(", ", CheckpointTypes.Names)}. Default: as stored.",
        };
        var rows = new Option<int?>("--vocabulary-rows")
        {
            Description = "Rows of embedding and head: 100352 pads Olmo's 100278 tokens as OLMo-core trains them, 100278 cuts the padding off.",
        };
        var command = new Command("convert", "Write a checkpoint with another dtype or vocabulary padding.") { from, to, dtype, rows };
        command.SetAction(parsed =>
        {
            Convert(parsed.GetValue(from)!, parsed.GetValue(to)!, Type(parsed.GetValue(dtype)), parsed.GetValue(rows));
            return 0;
        });
        return command;
    }

    private static void Convert(string from, string to, ScalarType? dtype, int? rows)
    {
        if (Directory.Exists(to) || File.Exists(to))
            throw new InvalidDataException($"{to} exists; convert writes a new folder");
        var tokens = TokenCount(from);
        if (rows is { } wanted && wanted < tokens)
            throw new InvalidDataException($"--vocabulary-rows {wanted} is not allowed: at least {tokens}, the tokens of {from}");
        TorchRuntime.Initialize();
        using var model = CheckpointFolder.Load(from, dtype, CPU, rows);
        CheckpointFolder.Save(to, model, from, new Provenance
        {
            Stage = "convert",
            Step = Provenance.Read(from)?.Step ?? 0,
            Parent = from,
            ParentDigest = ContentDigest.OfCheckpoint(from),
        });
        Console.WriteLine($"{to}: {CheckpointTypes.Name(model.Weights.FinalNorm.dtype)}, {model.Config.EmbeddingRows} vocabulary rows");
    }

    private static ScalarType? Type(string? name) => name is null ? null : CheckpointTypes.Find(name)
        ?? throw new InvalidDataException($"--dtype {name} is not allowed: {string.Join(", ", CheckpointTypes.Names)}");

    /// <summary>The tokenizer knows how many rows are in use; a padded config of another program does not say.</summary>
    private static int TokenCount(string folder)
    {
        var tokenizer = Path.Combine(folder, "tokenizer.json");
        return File.Exists(tokenizer)
            ? TokenizerJson.Read(tokenizer).VocabularySize
            : CheckpointFolder.ReadConfig(folder).VocabularySize;
    }
}
