using System.CommandLine;
using OlmoRL.Recipes;
using OlmoRL.Serving;

namespace OlmoRL.Cli.Commands;

/// <summary>The options by which generate, chat, serve and eval open a checkpoint.</summary>
internal sealed class ModelOptions
{
    private readonly Option<EnginePrecision> _precision = new("--dtype") { Description = "fp32 or bf16.", DefaultValueFactory = _ => EnginePrecision.Fp32 };
    private readonly Option<int> _maxLength = new("--max-length") { Description = "Longest sequence, prompt included. Default: the model's, at most 8192." };
    private readonly Option<int> _slots = new("--slots") { Description = "Sequences decoded together.", DefaultValueFactory = _ => 32 };
    private readonly Option<int> _cache = new("--cache-tokens") { Description = "Tokens the cache holds. Default: every slot's longest, at most 65536." };
    private readonly Option<string> _template = new("--template") { Description = "Chat template: a name or a Jinja file. Default: the checkpoint's own.", DefaultValueFactory = _ => "" };

    public Argument<string> Path { get; } = new("model") { Description = "A checkpoint folder in Hugging Face layout." };

    public void AddTo(Command command)
    {
        command.Add(Path);
        AddTuningTo(command);
    }

    /// <summary>All but the checkpoint, for a command that names it in another way.</summary>
    public void AddTuningTo(Command command)
    {
        foreach (var option in (Option[])[_precision, _maxLength, _slots, _cache, _template])
            command.Add(option);
    }

    /// <summary>The number format that is asked for.</summary>
    public EnginePrecision Precision(ParseResult parsed) => parsed.GetValue(_precision);

    /// <summary>Opens the checkpoint that the argument names.</summary>
    /// <exception cref="RecipeException">A value is not allowed.</exception>
    public ServedModel Open(ParseResult parsed) => Open(parsed, parsed.GetValue(Path)!);

    /// <summary>Opens a checkpoint.</summary>
    /// <exception cref="RecipeException">A value is not allowed.</exception>
    public ServedModel Open(ParseResult parsed, string folder)
    {
        var (length, slots, cache) = (parsed.GetValue(_maxLength), parsed.GetValue(_slots), parsed.GetValue(_cache));
        if (length < 0)
            throw new RecipeException("--max-length", "", length.ToString(System.Globalization.CultureInfo.InvariantCulture), "at least 1");
        if (slots < 1)
            throw new RecipeException("--slots", "", slots.ToString(System.Globalization.CultureInfo.InvariantCulture), "at least 1");
        if (cache < 0)
            throw new RecipeException("--cache-tokens", "", cache.ToString(System.Globalization.CultureInfo.InvariantCulture), "at least 1");
        return ServedModel.Open(folder, new ServedModelOptions
        {
            Precision = parsed.GetValue(_precision),
            MaxLength = length,
            Slots = slots,
            CacheTokens = cache,
            Template = parsed.GetValue(_template)!,
        });
    }
}
