using System.CommandLine;
using System.Text.Json;
using OlmoRL.Cli.Views;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Serving;
using OlmoRL.Serving.Generation;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl generate MODEL`: answers to a prompt, as they are sampled, or to a file of prompts.</summary>
internal static class GenerateCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var (model, sampling) = (new ModelOptions(), new SamplingOptions());
        var prompt = new Option<string?>("--prompt") { Description = "The prompt; `-` reads standard input." };
        var file = new Option<string?>("--prompts") { Description = "A file: one prompt a line, or JSON lines with prompt or messages (.jsonl)." };
        var output = new Option<string?>("--out") { Description = "Where a file's answers go (JSON lines). Default: standard output." };
        var chat = new Option<bool>("--chat") { Description = "The prompt is a user's message: render it with the chat template." };
        var samples = new Option<int>("--n") { Description = "Answers of each prompt.", DefaultValueFactory = _ => 1 };
        var command = new Command("generate", "Generate text from a checkpoint.") { prompt, file, output, chat, samples };
        model.AddTo(command);
        sampling.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var (given, path, count) = (parsed.GetValue(prompt), parsed.GetValue(file), parsed.GetValue(samples));
            if ((given is null) == (path is null))
                throw new RecipeException("generate", "", given is null ? "no prompt" : "--prompt and --prompts", "one of --prompt TEXT and --prompts FILE");
            if (path is not null && !File.Exists(path))
                throw new RecipeException(path, "", "file not found", "");
            if (count < 1)
                throw new RecipeException("--n", "", "less than 1", "at least 1");
            using var served = model.Open(parsed);
            var how = sampling.Read(parsed, served);
            if (given is not null)
            {
                var text = given == "-" ? await Console.In.ReadToEndAsync(stop).ConfigureAwait(false) : given;
                text = PromptFile.Text(text, served, parsed.GetValue(chat));
                if (count == 1)
                    return await StreamAsync(served, text, how, sampling.Seed(parsed), stop).ConfigureAwait(false);
                return await ManyAsync(served, [text], count, how, sampling.Seed(parsed), parsed.GetValue(output), stop).ConfigureAwait(false);
            }

            return await ManyAsync(served, PromptFile.Read(path!, served, parsed.GetValue(chat)), count, how, sampling.Seed(parsed), parsed.GetValue(output), stop)
                .ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> StreamAsync(ServedModel model, string prompt, SamplingParams sampling, long seed, CancellationToken stop)
    {
        var text = new AnswerText(model.Tokenizer, sampling.StopStrings, model.StopTokenIds);
        using var stream = Answers.Start(model, Answers.Encode(model, prompt), sampling, [Answers.Seed(seed, 0, 0)]);
        await foreach (var token in stream.ReadAllAsync(stop).ConfigureAwait(false))
            await Console.Out.WriteAsync(text.Append(token.TokenId, last: token.Finish is not null)).ConfigureAwait(false);
        Console.WriteLine();
        return 0;
    }

    private static async Task<int> ManyAsync(
        ServedModel model, IReadOnlyList<string> prompts, int samples, SamplingParams sampling, long seed, string? output, CancellationToken stop)
    {
        var answers = new List<Answer>();
        using (var view = output is null ? null : CountView.Create("generate", prompts.Count * samples, "answers")) // standard output is the result
        {
            await foreach (var answer in Answers.GenerateAsync(model, prompts, samples, sampling, seed, stop).ConfigureAwait(false))
            {
                answers.Add(answer);
                view?.Report(answers.Count);
            }
        }

        var lines = answers.OrderBy(a => a.Prompt).ThenBy(a => a.Sample).Select(a => JsonSerializer.Serialize(
            new { PromptText = prompts[a.Prompt], a.Prompt, a.Sample, Completion = a.Text, a.FinishReason, a.TokenIds, a.LogProbs }, Json));
        if (output is null)
        {
            foreach (var line in lines)
                Console.WriteLine(line);
            return 0;
        }

        var temporary = $"{output}.{Environment.ProcessId}.tmp";
        await File.WriteAllLinesAsync(temporary, lines, stop).ConfigureAwait(false);
        File.Move(temporary, output, overwrite: true);
        Console.WriteLine($"{answers.Count} answers are in {output}");
        return 0;
    }
}
