using System.Text;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Serving.Generation;

/// <summary>An answer to a prompt.</summary>
/// <param name="Prompt">Which prompt, from 0.</param>
/// <param name="Sample">Which of its answers, from 0.</param>
/// <param name="Text">Without end token and stop string.</param>
/// <param name="TokenIds">As sampled, the end token included.</param>
/// <param name="LogProbs">Of each token.</param>
/// <param name="FinishReason">`stop` or `length`.</param>
public sealed record Answer(int Prompt, int Sample, string Text, int[] TokenIds, float[] LogProbs, string FinishReason);

/// <summary>Generates answers to many prompts in one batch.</summary>
public static class Answers
{
    /// <summary>Answers in the order they end.</summary>
    /// <param name="model">What answers.</param>
    /// <param name="prompts">Texts as the model is given them.</param>
    /// <param name="samples">Answers of each.</param>
    /// <param name="sampling">How to draw.</param>
    /// <param name="seed">Decides every draw, whatever else is in the batch.</param>
    /// <param name="stop">Ends early.</param>
    /// <exception cref="InvalidDataException">A prompt is empty, or leaves no room for an answer.</exception>
    public static async IAsyncEnumerable<Answer> GenerateAsync(
        ServedModel model, IReadOnlyList<string> prompts, int samples, SamplingParams sampling, long seed,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        int[][] ids = [.. prompts.Select((p, i) => Encode(model, p, i))];
        using var gate = new SemaphoreSlim(2 * model.Slots); // so many prompts wait for a slot, not all of a file's
        var ended = System.Threading.Channels.Channel.CreateUnbounded<Answer>();
        async Task OneAsync(int prompt)
        {
            using var stream = Start(model, ids[prompt], sampling, [.. Enumerable.Range(0, samples).Select(s => Seed(seed, prompt, s))]);
            var open = Enumerable.Range(0, samples).Select(_ => (Text: new AnswerText(model.Tokenizer, sampling.StopStrings, model.StopTokenIds),
                Written: new StringBuilder(), Ids: new List<int>(), LogProbs: new List<float>())).ToArray();
            await foreach (var token in stream.ReadAllAsync(stop).ConfigureAwait(false))
            {
                var (text, written, tokens, logProbs) = open[token.Choice];
                tokens.Add(token.TokenId);
                logProbs.Add(token.LogProb);
                _ = written.Append(text.Append(token.TokenId, last: token.Finish is not null));
                if (token.Finish is { } reason)
                    _ = ended.Writer.TryWrite(new Answer(prompt, token.Choice, written.ToString(), [.. tokens], [.. logProbs], Name(reason)));
            }
        }

        async Task AllAsync()
        {
            var running = new List<Task>();
            for (var i = 0; i < ids.Length; i++)
            {
                await gate.WaitAsync(stop).ConfigureAwait(false);
                var prompt = i;
                running.Add(Task.Run(() => OneAsync(prompt), stop).ContinueWith(t => { _ = gate.Release(); t.GetAwaiter().GetResult(); }, TaskScheduler.Default));
            }

            await Task.WhenAll(running).ConfigureAwait(false);
        }

        var all = AllAsync();
        _ = all.ContinueWith(t => ended.Writer.TryComplete(t.Exception?.InnerException), TaskScheduler.Default);
        await foreach (var answer in ended.Reader.ReadAllAsync(stop).ConfigureAwait(false))
            yield return answer;
        await all.ConfigureAwait(false);
    }

    /// <summary>The seed of one answer.</summary>
    public static ulong Seed(long seed, int prompt, int sample) => new SeedSequence(seed).Derive("generate", prompt, sample);

    /// <summary>Begins answers to a prompt, their length cut to what the model has room for.</summary>
    public static GenerationStream Start(ServedModel model, int[] prompt, SamplingParams sampling, IReadOnlyList<ulong> seeds) =>
        model.Loop.Start(prompt, sampling with { MaxTokens = Math.Min(sampling.MaxTokens, model.MaxLength - prompt.Length) }, seeds);

    /// <summary>A prompt's token ids.</summary>
    /// <exception cref="InvalidDataException">It is empty, or leaves no room for an answer.</exception>
    public static int[] Encode(ServedModel model, string prompt, int index = 0)
    {
        var ids = model.Tokenizer.Encode(prompt);
        return ids.Length == 0 ? throw new InvalidDataException($"prompt {index + 1} is empty")
            : ids.Length < model.MaxLength ? ids
            : throw new InvalidDataException($"prompt {index + 1} has {ids.Length} tokens (allowed: at most {model.MaxLength - 1}; see --max-length)");
    }

    private static string Name(FinishReason reason) => reason == FinishReason.Stop ? "stop" : "length";
}
