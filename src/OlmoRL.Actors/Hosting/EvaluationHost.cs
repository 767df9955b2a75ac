using Akka.Actor;
using OlmoRL.Actors.Rollouts;
using OlmoRL.Actors.Workers;
using OlmoRL.Data;
using OlmoRL.Data.Tasks;
using OlmoRL.Data.Tokenization;
using OlmoRL.Flow;
using OlmoRL.Inference;
using OlmoRL.Models;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Native;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Runs;
using OlmoRL.Verification;
using static TorchSharp.torch;

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
        TorchRuntime.Initialize(1);
        var engine = EngineOptions.Of(_recipe.Engine, Math.Max(_recipe.Slots, _recipe.Samples), _config.MaxPositions, threads: 1);
        using var model = CheckpointFolder.Load(_recipe.Checkpoint, ScalarType.Float32, CPU);
        using var store = new SharedWeightStore(() => EngineBackend.AllocateWeights(_config, engine));
        _ = store.Publish(PolicyVersion.Start, model.Weights);
        var sampled = await SampleAsync(store, engine, _recipe.Samples, _recipe.Temperature, progress, serializeMessages).ConfigureAwait(false);
        var done = new Progress<int>(count => progress.Report(_prompts.Count + count));
        var greedy = await SampleAsync(store, engine, 1, 0, done, serializeMessages).ConfigureAwait(false);
        return (sampled, greedy);
    }

    private async Task<IReadOnlyList<RolloutGroup>> SampleAsync(
        SharedWeightStore store, EngineOptions engine, int samples, double temperature, IProgress<int> progress, bool serializeMessages)
    {
        var outcome = new TaskCompletionSource<IReadOnlyList<RolloutGroup>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var workers = _recipe.InferenceWorkers > 0 ? _recipe.InferenceWorkers : Environment.ProcessorCount;
        var ledger = new LedgerOptions
        {
            GroupSize = samples,
            GroupsPerStep = _prompts.Count,
            Capacity = _prompts.Count,
            Staleness = new StalenessRule(1),
        };
        var sampling = new SamplingParams
        {
            Temperature = temperature,
            MaxTokens = _recipe.MaxTokens,
            StopTokenIds = [_config.EndOfTextId],
            TopP = _recipe.TopP,
            TopK = _recipe.TopK,
            MinP = _recipe.MinP,
        };
        var pipeline = new PipelineOptions(samples, sampling, workers, new SeedSequence(_recipe.Seed));
        var children = new CoordinatorChildren(
            Props.Empty, Props.Empty, WorkerProps.Inference(workers, samples, _config, engine, _recipe.Engine, store),
            WorkerProps.Verifiers(_verifiers, _recipe.Reward));

        using var system = ActorHost.Start(serializeMessages);
        _ = system.ActorOf(Props.Create(() => new EvaluationCoordinator(
            _prompts, ledger, pipeline, _tokenizer, children, progress, outcome)), "evaluation");
        try
        {
            return await outcome.Task.ConfigureAwait(false);
        }
        finally
        {
            await system.Terminate().ConfigureAwait(false);
        }
    }
}
