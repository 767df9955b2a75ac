using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using OlmoRL.Data.Tokenization;
using OlmoRL.Recipes;
using OlmoRL.Rewards;
using OlmoRL.Rollouts;
using OlmoRL.Runs;
using OlmoRL.Verification;
using OlmoRL.Verification.Judging;

namespace OlmoRL.Flows.Pairs;

/// <summary>A model behind an OpenAI-compatible endpoint; its completions are graded here.</summary>
/// <remarks>An endpoint that goes on refusing stops the run; its finished parts are kept.</remarks>
internal sealed class EndpointPairsSampler : IPairsSampler
{
    private const int MaxReplyBytes = 16 << 20;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    private readonly EndpointSpec _endpoint;
    private readonly ITokenizer _tokenizer;
    private readonly TargetGrader _grader;
    private readonly int _maxTokens;
    private readonly HttpClient _http;

    /// <summary>A client that has not asked yet.</summary>
    /// <param name="tokenizer">Counts tokens as the trained model will.</param>
    /// <exception cref="RecipeException">The environment lacks the key.</exception>
    public EndpointPairsSampler(EndpointSpec endpoint, ITokenizer tokenizer, VerifierRegistry verifiers, RewardSpec reward, int maxTokens)
    {
        (_endpoint, _tokenizer, _maxTokens) = (endpoint, tokenizer, maxTokens);
        _grader = new TargetGrader(verifiers, RewardComposition.Of(reward), reward.TimeLimit, TimeProvider.System);
        _http = new HttpClient { Timeout = endpoint.RequestLimit, MaxResponseContentBufferSize = MaxReplyBytes };
        if (endpoint.KeyVariable.Length > 0)
        {
            var key = Environment.GetEnvironmentVariable(endpoint.KeyVariable);
            _http.DefaultRequestHeaders.Authorization = string.IsNullOrEmpty(key)
                ? throw new RecipeException(endpoint.Url, "key_variable", $"{endpoint.KeyVariable} is not in the environment", "the endpoint's key")
                : new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RunStoppedException">The endpoint refuses, or does not answer.</exception>
    public async Task<IReadOnlyList<RolloutGroup>> SampleAsync(
        IReadOnlyList<Prompt> prompts, int samples, double temperature, SeedSequence seeds, IProgress<int> progress)
    {
        var rollouts = new Rollout[prompts.Count * samples];
        var left = Enumerable.Repeat(samples, prompts.Count).ToArray();
        var done = 0;
        await Parallel.ForAsync(0, rollouts.Length, new ParallelOptions { MaxDegreeOfParallelism = _endpoint.Concurrency }, async (i, stop) =>
        {
            var (prompt, sample) = (i / samples, i % samples);
            rollouts[i] = await RolloutAsync(prompts[prompt], sample, temperature, seeds.Derive("endpoint", prompt, sample), stop).ConfigureAwait(false);
            if (Interlocked.Decrement(ref left[prompt]) == 0)
                progress.Report(Interlocked.Increment(ref done));
        }).ConfigureAwait(false);
        return [.. prompts.Select((prompt, i) => new RolloutGroup { Id = i, Prompt = prompt, Rollouts = rollouts[(i * samples)..((i + 1) * samples)] })];
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<Rollout> RolloutAsync(Prompt prompt, int sample, double temperature, ulong seed, CancellationToken stop)
    {
        var written = await AskAsync(ChatCompletion.Request(prompt, _endpoint.Model, temperature, _maxTokens, seed), seed, stop).ConfigureAwait(false);
        var tokens = _tokenizer.Encode(written.Text);
        var request = new VerificationRequest { Prompt = prompt.Text, Completion = written.Text, GroundTruth = "", Row = prompt.Row, TokenCount = tokens.Length };
        var grade = await _grader.GradeAsync(request, prompt.Targets, stop).ConfigureAwait(false);
        if (grade.Reward is null)
            grade = await _grader.GradeAsync(request, prompt.Targets, stop).ConfigureAwait(false);
        return new Rollout
        {
            Sibling = sample,
            Completion = new Completion
            {
                Segments = [new CompletionSegment { TokenIds = tokens, LogProbs = [.. tokens.Select(_ => float.NaN)], Spans = [], Trained = false }],
                FinishReason = written.FinishReason,
                Text = written.Text,
            },
            Reward = grade.Reward,
            Solved = grade.Solved,
            Reason = grade.Reason,
        };
    }

    private async Task<ChatCompletion> AskAsync(System.Text.Json.Nodes.JsonObject body, ulong seed, CancellationToken stop)
    {
        var (address, jitter) = (new Uri($"{_endpoint.Url.TrimEnd('/')}/chat/completions"), new SeedSequence((long)seed).Stream("retry"));
        for (var attempt = 1; ; attempt++)
        {
            var (answer, problem, mayRetry, after) = await TryAsync(address, body, stop).ConfigureAwait(false);
            if (answer is not null)
                return answer;
            if (!mayRetry || attempt == _endpoint.Attempts)
                throw new RunStoppedException($"stopped, finished parts are kept: {_endpoint.Model} at {_endpoint.Url}: {problem} ({attempt} of {_endpoint.Attempts} attempts)");
            await Task.Delay(RetryDelay.After(FirstDelay, attempt, after, jitter), TimeProvider.System, stop).ConfigureAwait(false);
        }
    }

    private async Task<(ChatCompletion? Answer, string Problem, bool MayRetry, TimeSpan? After)> TryAsync(
        Uri address, System.Text.Json.Nodes.JsonObject body, CancellationToken stop)
    {
        try
        {
            using var response = await _http.PostAsJsonAsync(address, body, stop).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                var again = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)response.StatusCode >= 500;
                return (null, $"status {(int)response.StatusCode}", again, response.Headers.RetryAfter?.Delta);
            }

            var answer = ChatCompletion.Read(await response.Content.ReadAsStringAsync(stop).ConfigureAwait(false));
            return (answer, "a reply that is not a chat completion", true, null);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, $"no reply within {_endpoint.RequestLimit}", true, null);
        }
        catch (HttpRequestException unreachable)
        {
            return (null, unreachable.Message, true, null);
        }
    }
}
