using Akka.Actor;
using OlmoRL.Actors.Rollouts;
using OlmoRL.Actors.Workers;
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

/// <summary>What is the same for every prompt that a checkpoint samples from.</summary>
public sealed record SamplerOptions
{
    /// <summary>The engine.</summary>
    public required EngineSpec Engine { get; init; }

    /// <summary>Sequences a worker decodes together.</summary>
    public required int Slots { get; init; }

    /// <summary>Inference workers, one thread each; 0 is one a core.</summary>
    public int Workers { get; init; }

    /// <summary>Grading.</summary>
    public required RewardSpec Reward { get; init; }

    /// <summary>Length, truncation of the distribution; stop tokens are the checkpoint's.</summary>
    public required SamplingParams Sampling { get; init; }
}

/// <summary>Samples and grades completions of one checkpoint with the inference and verifier workers of a run.</summary>
public sealed class CheckpointSampler : IDisposable
{
    private readonly TransformerConfig _config;
    private readonly ITokenizer _tokenizer;
    private readonly VerifierRegistry _verifiers;
    private readonly SamplerOptions _options;
    private readonly EngineOptions _engine;
    private readonly SharedWeightStore _store;
    private readonly int[] _stopTokenIds;

    /// <summary>Loads the weights.</summary>
    /// <param name="checkpoint">A folder whose small files were checked before.</param>
    /// <param name="verifiers">Owned by the caller.</param>
    public CheckpointSampler(string checkpoint, ITokenizer tokenizer, VerifierRegistry verifiers, SamplerOptions options)
    {
        (_tokenizer, _verifiers, _options) = (tokenizer, verifiers, options);
        _config = CheckpointFolder.ReadConfig(checkpoint);
        _stopTokenIds = StopTokens.Read(checkpoint, _config);
        TorchRuntime.Initialize(1);
        _engine = EngineOptions.Of(options.Engine, options.Slots, _config.MaxPositions, threads: 1);
        using var model = CheckpointFolder.Load(checkpoint, ScalarType.Float32, CPU);
        _store = new SharedWeightStore(() => EngineBackend.AllocateWeights(_config, _engine));
        _ = _store.Publish(PolicyVersion.Start, model.Weights);
    }

    /// <summary>A group of so many completions for each prompt, in order of the prompts.</summary>
    /// <param name="prompts">At least one.</param>
    /// <param name="samples">Completions of each.</param>
    /// <param name="temperature">0 takes the most likely token.</param>
    /// <param name="seeds">Decides the draws.</param>
    /// <param name="progress">Told how many prompts are done.</param>
    /// <param name="serializeMessages">Serialise every message within the process.</param>
    public async Task<IReadOnlyList<RolloutGroup>> SampleAsync(
        IReadOnlyList<Prompt> prompts, int samples, double temperature, SeedSequence seeds, IProgress<int> progress,
        bool serializeMessages = false)
    {
        var outcome = new TaskCompletionSource<IReadOnlyList<RolloutGroup>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var workers = _options.Workers > 0 ? _options.Workers : Environment.ProcessorCount;
        var ledger = new LedgerOptions
        {
            GroupSize = samples,
            GroupsPerStep = prompts.Count,
            Capacity = prompts.Count,
            Staleness = new StalenessRule(1),
        };
        var sampling = _options.Sampling with { Temperature = temperature, StopTokenIds = _stopTokenIds };
        var pipeline = new PipelineOptions(samples, sampling, workers, seeds);
        var children = new CoordinatorChildren(
            Props.Empty, Props.Empty, WorkerProps.Inference(workers, samples, _config, _engine, _options.Engine, _store),
            WorkerProps.Verifiers(_verifiers, _options.Reward));

        using var system = ActorHost.Start(serializeMessages);
        _ = system.ActorOf(Props.Create(() => new EvaluationCoordinator(
            prompts, ledger, pipeline, _tokenizer, children, _options.Reward.FailureLimit, progress, outcome)), "evaluation");
        try
        {
            return await outcome.Task.ConfigureAwait(false);
        }
        finally
        {
            await system.Terminate().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();
}
