using OlmoRL.Data.Templates;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Serving;
using OlmoRL.Serving.Generation;

namespace OlmoRL.Tasks;

/// <summary>Completions that a checkpoint samples.</summary>
public sealed class ModelAnswers(ServedModel model) : IAnswerSource
{
    /// <inheritdoc/>
    /// <exception cref="RecipeException">The task is a chat and the model has no template, or a prompt leaves no room.</exception>
    public async Task<IReadOnlyList<Prediction>> AnswerAsync(
        EvaluationTask task, IReadOnlyList<TaskProblem> problems, IReadOnlyList<int> seeds, IProgress<int> progress, CancellationToken stop)
    {
        var recipe = task.Recipe;
        string[] prompts = [.. problems.Select(p => Render(task, p))];
        int[] lengths = [.. prompts.Select(p => model.Tokenizer.Encode(p).Length)];
        if (lengths.Max() >= model.MaxLength)
            throw new RecipeException(task.File, "prompt", $"{problems[Array.IndexOf(lengths, lengths.Max())].Item} has {lengths.Max()} tokens", $"at most {model.MaxLength - 1}; see --max-length");
        var sampling = new SamplingParams
        {
            Temperature = recipe.Sampling.Temperature,
            TopP = recipe.Sampling.TopP,
            MaxTokens = recipe.Sampling.MaxTokens,
            StopStrings = [.. recipe.Stop],
            StopTokenIds = [.. model.StopTokenIds],
        };
        var predictions = new List<(int Prompt, Prediction Prediction)>();
        foreach (var seed in seeds)
        {
            await foreach (var answer in Answers.GenerateAsync(model, prompts, recipe.Sampling.Samples, sampling, seed, stop).ConfigureAwait(false))
            {
                predictions.Add((answer.Prompt, new Prediction
                {
                    Item = problems[answer.Prompt].Item,
                    Seed = seed,
                    Sample = answer.Sample,
                    Completion = answer.Text,
                    Finish = answer.FinishReason,
                    PromptTokens = lengths[answer.Prompt],
                    CompletionTokens = answer.TokenIds.Length,
                }));
                progress.Report(predictions.Count);
            }
        }

        return [.. predictions.OrderBy(p => p.Prompt).ThenBy(p => p.Prediction.Seed).ThenBy(p => p.Prediction.Sample).Select(p => p.Prediction)];
    }

    private string Render(EvaluationTask task, TaskProblem problem) =>
        !task.Recipe.Chat ? problem.Prompt
        : model.Template is null ? throw new RecipeException(task.File, "chat", $"{model.Name} has no chat template", "--set chat=false, or --template with a name or a file")
        : PromptFile.Render([new ChatMessage("user", problem.Prompt)], model);
}
