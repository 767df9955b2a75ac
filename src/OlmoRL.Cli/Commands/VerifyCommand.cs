using System.CommandLine;
using OlmoRL.Actors.Hosting;
using OlmoRL.Cli.Views;
using OlmoRL.Data;
using OlmoRL.Recipes;
using OlmoRL.Rewards;
using OlmoRL.Verification;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl verify FILE`: grades completions of a file, such as the stored rollouts of a step, without a model.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "JSON lines with completion, ground_truth and dataset; or a run's rollouts/step-N.jsonl." };
        var verifier = new Option<string>("--verifier") { Description = "Grades every line; without it each line's dataset does.", DefaultValueFactory = _ => "" };
        var recipe = new Option<string?>("--recipe") { Description = "An rlvr recipe whose [reward] applies: verifier options, terms, limits." };
        var explain = new Option<int?>("--explain") { Description = "Explain the verdict on one line, counted from 1, step by step.", HelpName = "line" };
        var output = new Option<string?>("--out") { Description = "Where the verdicts go (JSON lines). Default: beside the file, NAME.verdicts.jsonl." };
        var command = new Command("verify", "Grade the completions of a file, in parallel and without a model.") { file, verifier, recipe, explain, output };
        command.SetAction(async (parsed, stop) =>
        {
            var path = parsed.GetValue(file)!;
            if (!File.Exists(path))
                throw new RecipeException(path, "", "file not found", "");
            var (reward, source) = Reward(parsed.GetValue(recipe), parsed.GetValue(verifier)!);
            var name = reward.Verifier;
            var registry = VerifierPreflight.Open(reward, source, []);
            await using var disposed = registry.ConfigureAwait(false);
            var grading = new OfflineGrading(new TargetGrader(registry, RewardComposition.Of(reward), reward.TimeLimit, TimeProvider.System));
            if (parsed.GetValue(explain) is { } line)
            {
                await ExplainAsync(grading, registry, path, line, name, stop).ConfigureAwait(false);
                return 0;
            }

            var verdicts = parsed.GetValue(output) ?? Path.ChangeExtension(path, ".verdicts.jsonl");
            var table = await grading.RunAsync(Rows(path, name, registry), verdicts, stop).ConfigureAwait(false);
            VerdictTable.Write(table);
            Console.WriteLine($"verdicts are in {verdicts}");
            return 0;
        });
        return command;
    }

    private static (RewardSpec Reward, string Source) Reward(string? recipe, string verifier)
    {
        var reward = recipe is null ? new RewardSpec() : RecipeLoader.Load<RlvrRecipe>(recipe).Reward;
        return (verifier.Length > 0 ? reward with { Verifier = verifier } : reward, recipe ?? Path.Combine(Directory.GetCurrentDirectory(), "verify"));
    }

    private static IEnumerable<CompletionRow> Rows(string path, string verifier, VerifierRegistry registry)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                yield return Parse(path, number, line, verifier, registry);
        }
    }

    private static CompletionRow Parse(string path, int number, string line, string verifier, VerifierRegistry registry)
    {
        try
        {
            var row = CompletionRow.Parse(line, verifier);
            foreach (var target in row.Targets)
                _ = registry.Create(target.Verifier);
            return row;
        }
        catch (Exception malformed) when (malformed is InvalidDataException or ArgumentException)
        {
            throw new InvalidDataException($"{path}, line {number}: {malformed.Message}");
        }
    }

    private static async Task ExplainAsync(
        OfflineGrading grading, VerifierRegistry registry, string path, int number, string verifier, CancellationToken stop)
    {
        var line = File.ReadLines(path).ElementAtOrDefault(number - 1)
            ?? throw new InvalidDataException($"{path} has no line {number}");
        var row = Parse(path, number, line, verifier, registry);
        var trace = new VerdictTrace();
        var grade = await grading.GradeAsync(row with { Completion = row.Completion with { Trace = trace } }, stop).ConfigureAwait(false);
        foreach (var target in row.Targets)
            Console.WriteLine($"{target.Verifier} with ground truth {target.GroundTruth}");
        foreach (var step in trace.Steps)
            Console.WriteLine($"  {step}");
        foreach (var verification in grade.Verifications)
            Console.WriteLine(FormattableString.Invariant($"{verification.Verifier}: {verification.Score?.ToString("0.####", null) ?? "failed"} in {verification.Elapsed.TotalMilliseconds:F1} ms"));
        Console.WriteLine(FormattableString.Invariant($"reward {grade.Reward?.ToString("0.####", null) ?? "none: verification failed"}{(grade.Reason.Length > 0 ? $"; {grade.Reason}" : "")}"));
    }
}
