using OlmoRL.Data;
using OlmoRL.Data.Tasks;
using OlmoRL.Data.Tokenization;
using OlmoRL.Models;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Runs;
using OlmoRL.Verification;

namespace OlmoRL.Actors.Hosting;

/// <summary>Measures a checkpoint with the inference and verifier workers of a run.</summary>
public sealed class EvaluationHost
{
    private readonly EvaluateRecipe _recipe;
    private readonly TransformerConfig _config;
    private readonly ITokenizer _tokenizer;
    private readonly VerifierRegistry _verifiers;
    private readonly IReadOnlyList<Prompt> _prompts;

    /// <summary>Checks all that the recipe needs before any work starts.</summary>
    /// <exception cref="RecipeException">A file is missing, or a value contradicts the checkpoint.</exception>
    public EvaluationHost(EvaluateRecipe recipe, string recipePath)
    {
        _recipe = recipe;
        _config = CheckpointPreflight.ReadConfig(recipe.Checkpoint, recipePath);
        _tokenizer = CheckpointPreflight.ReadTokenizer(recipe.Checkpoint, recipePath);
        _prompts = PromptSources.HeldOut(
            recipe.Data, recipe.Development ? ProblemSplit.Development : ProblemSplit.Test, recipe.Problems, _tokenizer,
            recipe.Checkpoint, recipe.Reward.Verifier);
        _verifiers = VerifierPreflight.Open(recipe.Reward, recipePath, _prompts.SelectMany(p => p.Targets).Select(t => t.Verifier));
        var longest = _prompts.Max(p => p.TokenIds.Length);
        if (longest + recipe.MaxTokens > _config.MaxPositions)
            throw new RecipeException(recipePath, "max_tokens", $"{recipe.MaxTokens} is not allowed",
                $"at most {_config.MaxPositions - longest}: the context holds {_config.MaxPositions} tokens, prompts up to {longest}");
    }

    /// <summary>Checks a recipe that runs later, or elsewhere: what was opened for it is closed again.</summary>
    /// <exception cref="RecipeException">As the constructor's.</exception>
    public static void Check(EvaluateRecipe recipe, string recipePath)
    {
        var host = new EvaluationHost(recipe, recipePath);
        Task.Run(async () => await host._verifiers.DisposeAsync().ConfigureAwait(false)).GetAwaiter().GetResult();
    }

    /// <summary>Problems, each sampled and decoded greedily.</summary>
    public int GroupCount => 2 * _prompts.Count;

    /// <summary>Samples every problem, then decodes each greedily.</summary>
    /// <param name="progress">Told how many problems are done, of <see cref="GroupCount"/>.</param>
    /// <param name="serializeMessages">Serialise every message within the process.</param>
    /// <returns>The sampled groups, then the greedy ones, in order of problems.</returns>
    public async Task<(IReadOnlyList<RolloutGroup> Sampled, IReadOnlyList<RolloutGroup> Greedy)> RunAsync(
        IProgress<int> progress, bool serializeMessages = false)
    {
        await using var verifiers = _verifiers.ConfigureAwait(false);
        using var sampler = new CheckpointSampler(_recipe.Checkpoint, _tokenizer, _verifiers, new SamplerOptions
        {
            Engine = _recipe.Engine,
            Slots = Math.Max(_recipe.Slots, _recipe.Samples),
            Workers = _recipe.InferenceWorkers,
            Reward = _recipe.Reward,
            Sampling = new SamplingParams
            {
                MaxTokens = _recipe.MaxTokens,
                StopTokenIds = [_config.EndOfTextId],
                TopP = _recipe.TopP,
                TopK = _recipe.TopK,
                MinP = _recipe.MinP,
            },
        });
        var seeds = new SeedSequence(_recipe.Seed);
        var sampled = await sampler.SampleAsync(
            _prompts, _recipe.Samples, _recipe.Temperature, seeds, progress, serializeMessages).ConfigureAwait(false);
        var done = new Progress<int>(count => progress.Report(_prompts.Count + count));
        var greedy = await sampler.SampleAsync(_prompts, 1, 0, seeds, done, serializeMessages).ConfigureAwait(false);
        return (sampled, greedy);
    }
}
