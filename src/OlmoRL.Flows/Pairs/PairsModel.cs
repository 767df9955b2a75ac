using OlmoRL.Actors.Hosting;
using OlmoRL.Data;
using OlmoRL.Data.Tokenization;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Runs;
using OlmoRL.Verification;

namespace OlmoRL.Flows.Pairs;

/// <summary>The strong or the weak model of a pairs run: its checkpoint, and the prompts as its tokenizer and template write them.</summary>
internal sealed class PairsModel
{
    private readonly PairsRecipe _recipe;
    private readonly string _checkpoint;
    private readonly EndpointSpec _endpoint;
    private readonly ITokenizer _tokenizer;
    private readonly int _endOfTextId;

    private PairsModel(PairsRecipe recipe, string checkpoint, EndpointSpec endpoint, ITokenizer tokenizer, int endOfTextId, IPromptSource prompts) =>
        (_recipe, _checkpoint, _endpoint, _tokenizer, _endOfTextId, Prompts) = (recipe, checkpoint, endpoint, tokenizer, endOfTextId, prompts);

    /// <summary>In an order that is the same for both models.</summary>
    public IPromptSource Prompts { get; }

    /// <summary>Digest of what answers, with its name.</summary>
    /// <param name="part">strong or weak.</param>
    public ProvenanceSource Source(string part) => _endpoint.Url.Length == 0 ? ProvenanceSource.Of(_checkpoint, part)
        : ProvenanceSource.OfEndpoint(_endpoint.Url, _endpoint.Model, part);

    /// <summary>Reads the small files of a checkpoint, and the prompts.</summary>
    /// <param name="endpoint">Samples in the checkpoint's place where it has an address.</param>
    /// <exception cref="RecipeException">It cannot be sampled from.</exception>
    public static PairsModel Open(PairsRecipe recipe, string checkpoint, EndpointSpec endpoint, string recipePath)
    {
        var config = CheckpointPreflight.ReadConfig(checkpoint, recipePath);
        var tokenizer = CheckpointPreflight.ReadTokenizer(checkpoint, recipePath);
        var prompts = PromptSources.Training(recipe.Data, new SeedSequence(recipe.Seed), tokenizer, checkpoint, recipe.Reward.Verifier);
        if (endpoint.Url.Length == 0 && prompts.LongestPrompt + recipe.MaxTokens > config.MaxPositions)
            throw new RecipeException(recipePath, "max_tokens", $"{recipe.MaxTokens} is not allowed",
                $"at most {config.MaxPositions - prompts.LongestPrompt}: the context of {checkpoint} holds {config.MaxPositions} tokens, prompts up to {prompts.LongestPrompt}");
        return new PairsModel(recipe, checkpoint, endpoint, tokenizer, config.EndOfTextId, prompts);
    }

    /// <summary>A prompt with all that its template wrote, so that training continues exactly what was sampled from.</summary>
    /// <remarks><see cref="Prompt.Text"/> is what judges read: of a conversation it has the turns, not the template's marks.</remarks>
    public string PromptAsRead(Prompt prompt) => _tokenizer.Decode(prompt.TokenIds, skipSpecialTokens: false);

    /// <summary>Loads the weights, or makes a client.</summary>
    public IPairsSampler Load(VerifierRegistry verifiers) => _endpoint.Url.Length > 0
        ? new EndpointPairsSampler(_endpoint, _tokenizer, verifiers, _recipe.Reward, _recipe.MaxTokens)
        : new CheckpointPairsSampler(Checkpoint(verifiers));

    private CheckpointSampler Checkpoint(VerifierRegistry verifiers) => new(_checkpoint, _tokenizer, verifiers, new SamplerOptions
    {
        Engine = _recipe.Engine,
        Slots = Math.Max(_recipe.Slots, Math.Max(_recipe.StrongSamples, _recipe.WeakSamples)),
        Workers = _recipe.InferenceWorkers,
        Reward = _recipe.Reward,
        Sampling = new SamplingParams { MaxTokens = _recipe.MaxTokens, StopTokenIds = [_endOfTextId] },
    });

    /// <summary>Samples the prompts of a part; a group for each place, in order.</summary>
    public Task<IReadOnlyList<RolloutGroup>> SampleAsync(
        IPairsSampler sampler, IEnumerable<int> places, int samples, int part, string role, IProgress<int> progress) =>
        sampler.SampleAsync([.. places.Select(p => Prompts.Draw(p))], samples, _recipe.Temperature,
            new SeedSequence(unchecked((long)new SeedSequence(_recipe.Seed).Derive($"pairs {role}", part))), progress);
}
