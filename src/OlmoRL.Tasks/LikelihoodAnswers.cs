using OlmoRL.Data.Templates;
using OlmoRL.Data.Tokenization;
using OlmoRL.Models;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Native;
using OlmoRL.Recipes;
using static TorchSharp.torch;

namespace OlmoRL.Tasks;

/// <summary>The choice that a checkpoint finds most likely after the prompt; seeds have no bearing.</summary>
/// <param name="checkpoint">A folder in Hugging Face layout.</param>
public sealed class LikelihoodAnswers(string checkpoint) : IAnswerSource
{
    /// <inheritdoc/>
    /// <exception cref="RecipeException">The task is a chat and the model has no template, or a problem is too long for it.</exception>
    public Task<IReadOnlyList<Prediction>> AnswerAsync(
        EvaluationTask task, IReadOnlyList<TaskProblem> problems, IReadOnlyList<int> seeds, IProgress<int> progress, CancellationToken stop) =>
        Task.Run<IReadOnlyList<Prediction>>(() => Answer(task, problems, seeds[0], progress, stop), stop);

    private Prediction[] Answer(EvaluationTask task, IReadOnlyList<TaskProblem> problems, int seed, IProgress<int> progress, CancellationToken stop)
    {
        TorchRuntime.Initialize(Environment.ProcessorCount);
        var tokenizer = TokenizerJson.Read(Path.Combine(checkpoint, "tokenizer.json"));
        var template = task.Recipe.Chat ? CheckpointTemplate.Find(checkpoint)
            ?? throw new RecipeException(task.File, "chat", $"{checkpoint} has no chat template", "--set chat=false") : null;
        using var model = CheckpointFolder.Load(checkpoint, ScalarType.Float32, CPU);
        var predictions = new Prediction[problems.Count];
        for (var i = 0; i < predictions.Length; i++)
        {
            stop.ThrowIfCancellationRequested();
            predictions[i] = Answer(task, problems[i], seed, model, tokenizer, template);
            progress.Report(i + 1);
        }

        return predictions;
    }

    private static Prediction Answer(
        EvaluationTask task, TaskProblem problem, int seed, CausalLanguageModel model, ITokenizer tokenizer, ChatTemplate? template)
    {
        var text = template?.Render(new Conversation { Messages = [new ChatMessage("user", problem.Prompt)], AddGenerationPrompt = true }) ?? problem.Prompt;
        var prompt = tokenizer.Encode(text);
        int[][] choices = [.. problem.Choices.Select(tokenizer.Encode)];
        if (prompt.Length == 0 || choices.Any(c => c.Length == 0))
            throw new RecipeException(task.File, "prompt", $"{problem.Item} has an empty prompt or choice", "at least one token");
        if (prompt.Length + choices.Max(c => c.Length) > model.Config.MaxPositions)
            throw new RecipeException(task.File, "prompt", $"{problem.Item} has {prompt.Length} tokens", $"prompt and choice of at most {model.Config.MaxPositions}");
        double[] logProbs = [.. choices.Select(c => ChoiceScorer.LogProb(model, prompt, c))];
        double[] compared = [.. logProbs.Select((l, i) => task.Recipe.PerCharacter ? l / problem.Choices[i].Length : l)];
        return new Prediction
        {
            Item = problem.Item,
            Seed = seed,
            Completion = problem.Choices[Array.IndexOf(compared, compared.Max())],
            PromptTokens = prompt.Length * choices.Length,
            CompletionTokens = choices.Sum(c => c.Length),
            ChoiceLogProbs = logProbs,
        };
    }
}
