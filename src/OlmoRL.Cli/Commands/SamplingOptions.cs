using System.CommandLine;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Serving;

namespace OlmoRL.Cli.Commands;

/// <summary>The options by which generate and chat sample.</summary>
internal sealed class SamplingOptions
{
    private readonly Option<double> _temperature = new("--temperature") { Description = "0 takes the most likely token.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> _topP = new("--top-p") { Description = "Keep the fewest most likely tokens that reach this probability.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _topK = new("--top-k") { Description = "Keep so many most likely tokens; 0 keeps all." };
    private readonly Option<double> _minP = new("--min-p") { Description = "Keep tokens at least this times as likely as the most likely." };
    private readonly Option<int> _maxTokens = new("--max-tokens") { Description = "Most tokens of an answer.", DefaultValueFactory = _ => 512 };
    private readonly Option<string[]> _stop = new("--stop") { Description = "Text that ends the answer and is no part of it; may be repeated.", DefaultValueFactory = _ => [] };
    private readonly Option<long> _seed = new("--seed") { Description = "Decides every draw.", DefaultValueFactory = _ => 1 };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_temperature, _topP, _topK, _minP, _maxTokens, _stop, _seed])
            command.Add(option);
    }

    public long Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>How to sample from a model.</summary>
    /// <exception cref="RecipeException">A value is not allowed.</exception>
    public SamplingParams Read(ParseResult parsed, ServedModel model)
    {
        var sampling = new SamplingParams
        {
            Temperature = parsed.GetValue(_temperature),
            TopP = parsed.GetValue(_topP),
            TopK = parsed.GetValue(_topK),
            MinP = parsed.GetValue(_minP),
            MaxTokens = parsed.GetValue(_maxTokens),
            StopStrings = parsed.GetValue(_stop)!,
            StopTokenIds = [.. model.StopTokenIds],
        };
        return sampling.Problem() is { } problem ? throw new RecipeException("sampling", "", problem, "") : sampling;
    }
}
