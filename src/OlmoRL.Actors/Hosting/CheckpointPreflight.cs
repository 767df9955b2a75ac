using OlmoRL.Data.Tokenization;
using OlmoRL.Models;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Recipes;

namespace OlmoRL.Actors.Hosting;

/// <summary>Reads the small files of a checkpoint before work starts, and says what is wrong in the recipe's terms.</summary>
public static class CheckpointPreflight
{
    /// <summary>config.json.</summary>
    /// <exception cref="RecipeException">The folder is no checkpoint.</exception>
    public static TransformerConfig ReadConfig(string folder, string recipePath)
    {
        var missing = CheckpointFolder.MissingFile(folder)
            ?? (File.Exists(Path.Combine(folder, "tokenizer.json")) ? null : "tokenizer.json");
        if (missing is not null)
            throw new RecipeException(recipePath, "checkpoint", $"{folder} has no {missing}", "a checkpoint folder in Hugging Face layout");
        return Read(recipePath, () => CheckpointFolder.ReadConfig(folder));
    }

    /// <summary>tokenizer.json.</summary>
    /// <exception cref="RecipeException">It cannot be read.</exception>
    public static ITokenizer ReadTokenizer(string folder, string recipePath) =>
        Read<ITokenizer>(recipePath, () => TokenizerJson.Read(Path.Combine(folder, "tokenizer.json")));

    private static T Read<T>(string recipePath, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException unusable)
        {
            throw new RecipeException(recipePath, "checkpoint", unusable.Message, "a checkpoint folder in Hugging Face layout");
        }
    }
}
