using System.CommandLine;
using System.Text;
using OlmoRL.Data.Templates;
using OlmoRL.Rollouts;
using OlmoRL.Serving;
using OlmoRL.Serving.Generation;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl chat MODEL`: a conversation in the terminal.</summary>
internal static class ChatCommand
{
    public static Command Create()
    {
        var (model, sampling) = (new ModelOptions(), new SamplingOptions());
        var system = new Option<string?>("--system") { Description = "A system message." };
        var command = new Command("chat", "Talk with a checkpoint. /reset begins anew, /exit ends.") { system };
        model.AddTo(command);
        sampling.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            using var served = model.Open(parsed);
            if (served.Template is null)
                throw new InvalidDataException($"{served.Name} has no chat template (allowed: --template with a name or a file)");
            ChatMessage[] opening = parsed.GetValue(system) is { } text ? [new ChatMessage("system", text)] : [];
            await TalkAsync(served, opening, sampling.Read(parsed, served), sampling.Seed(parsed), stop).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    private static async Task TalkAsync(ServedModel model, ChatMessage[] opening, SamplingParams sampling, long seed, CancellationToken stop)
    {
        var messages = new List<ChatMessage>(opening);
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            await Console.Out.WriteAsync("> ").ConfigureAwait(false);
            var line = await Console.In.ReadLineAsync(stop).ConfigureAwait(false);
            if (line is null or "/exit")
                return;
            if (line == "/reset")
            {
                messages = [.. opening];
                continue;
            }

            if (string.IsNullOrWhiteSpace(line))
                continue;
            messages.Add(new ChatMessage("user", line));
            var prompt = model.Tokenizer.Encode(PromptFile.Render(messages, model));
            if (prompt.Length >= model.MaxLength)
            {
                Console.WriteLine($"the conversation has {prompt.Length} tokens (allowed: at most {model.MaxLength - 1}); /reset begins anew");
                messages.RemoveAt(messages.Count - 1);
                continue;
            }

            messages.Add(new ChatMessage("assistant", await AnswerAsync(model, prompt, sampling, Answers.Seed(seed, turn, 0), stop).ConfigureAwait(false)));
        }
    }

    private static async Task<string> AnswerAsync(ServedModel model, int[] prompt, SamplingParams sampling, ulong seed, CancellationToken stop)
    {
        var (text, whole) = (new AnswerText(model.Tokenizer, sampling.StopStrings, model.StopTokenIds), new StringBuilder());
        using var stream = Answers.Start(model, prompt, sampling, [seed]);
        await foreach (var token in stream.ReadAllAsync(stop).ConfigureAwait(false))
        {
            var shown = text.Append(token.TokenId, last: token.Finish is not null);
            _ = whole.Append(shown);
            await Console.Out.WriteAsync(shown).ConfigureAwait(false);
        }

        Console.WriteLine();
        return whole.ToString();
    }
}
