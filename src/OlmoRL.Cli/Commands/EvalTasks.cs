using System.CommandLine;
using OlmoRL.Actors.Hosting;
using OlmoRL.Cli.Views;
using OlmoRL.Data.Rows;
using OlmoRL.Recipes;
using OlmoRL.Reporting;
using OlmoRL.Runs;
using OlmoRL.Serving;
using OlmoRL.Tasks;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl eval TASK...`: answers, grades, counts and stores; or does the last three again; or compares.</summary>
internal static class EvalTasks
{
    public static async Task<int> RunAsync(
        EvalTaskOptions options, ParseResult parsed, string[] names, string[] set, bool dryRun, CancellationToken stop)
    {
        if (options.Compare(parsed) is [var before, var after])
            return Compare(before, after);
        if (options.Rescore(parsed) is { } folder)
            return await RescoreAsync(folder, stop).ConfigureAwait(false);
        if (names.Length == 0)
            throw new RecipeException("eval", "", "no task", $"a recipe, or tasks: {string.Join(", ", EvaluationTask.Names(options.Tasks(parsed)))}");
        var (model, answers) = (options.Model(parsed), options.Answers(parsed));
        if ((model is null) == (answers is null))
            throw new RecipeException("eval", "", model is null ? "nothing answers" : "--model and --answers", "one of --model CHECKPOINT and --answers gold|FILE");

        // All that can be wrong is found before a model is loaded.
        EvaluationTask[] tasks = [.. names.Select(n => EvaluationTask.Find(n, options.Tasks(parsed), [.. options.PresetOverrides(parsed), .. set]))];
        var asked = new List<(EvaluationTask Task, IReadOnlyList<TaskProblem> Problems)>();
        foreach (var task in tasks)
        {
            asked.Add((task, await TaskProblems.ReadAsync(task, options.Data(parsed), options.Limit(parsed)).ConfigureAwait(false)));
            await VerifierPreflight.Open(task.Recipe.Reward, task.File, []).DisposeAsync().ConfigureAwait(false);
        }

        if (dryRun)
        {
            foreach (var (task, problems) in asked)
                Console.WriteLine($"# {task.Name}: {problems.Count} problems\n{RecipeWriter.ToToml(task.Recipe)}");
            return 0;
        }

        using var served = model is not null && tasks.Any(t => t.Recipe.Method == TaskMethod.Generation) ? options.Tuning.Open(parsed, model) : null;
        var reports = new List<TaskReport>();
        foreach (var (task, problems) in asked)
        {
            IAnswerSource source = answers == "gold" ? new GoldAnswers() : answers is not null ? new FileAnswers(answers)
                : task.Recipe.Method == TaskMethod.Likelihood ? new LikelihoodAnswers(model!) : new ModelAnswers(served!);
            reports.Add(await EvaluateAsync(options, parsed, task, problems, source, served, stop).ConfigureAwait(false));
        }

        TaskTable.Write(reports);
        Console.WriteLine($"predictions and figures are in {options.Output(parsed)}");
        return 0;
    }

    private static async Task<TaskReport> EvaluateAsync(
        EvalTaskOptions options, ParseResult parsed, EvaluationTask task, IReadOnlyList<TaskProblem> problems, IAnswerSource source,
        ServedModel? served, CancellationToken stop)
    {
        var (time, seeds, model) = (TimeProvider.System, options.Seeds(parsed), options.Model(parsed));
        var began = time.GetTimestamp();
        IReadOnlyList<Prediction> predictions;
        var samples = source is ModelAnswers ? task.Recipe.Sampling.Samples * seeds.Length : 1;
        using (var view = CountView.Create($"{task.Name}: answer", problems.Count * samples, "answers"))
            predictions = await source.AnswerAsync(task, problems, seeds, view, stop).ConfigureAwait(false);
        var files = new TaskFiles(Path.Combine(options.Output(parsed), task.Name));
        var report = await GradeAsync(task, problems, predictions, files, stop).ConfigureAwait(false);
        await File.WriteAllTextAsync(files.Task, RecipeWriter.ToToml(task.Recipe), stop).ConfigureAwait(false);
        files.Write(new TaskRun
        {
            Answers = options.Answers(parsed) ?? "model",
            Checkpoint = model,
            CheckpointDigest = model is null ? null : ContentDigest.OfCheckpoint(model),
            Precision = served is null ? null : options.Tuning.Precision(parsed).ToString().ToLowerInvariant(),
            TaskDigest = task.Digest,
            DataDigests = RowFiles.Of(Path.Combine(options.Data(parsed), task.Recipe.Data)).ToDictionary(f => Path.GetFileName(f), ContentDigest.OfFile),
            Seeds = seeds,
            Command = $"./olmorl {string.Join(' ', parsed.Tokens.Select(t => t.Value))}",
            CodeVersion = Provenance.ThisProgram,
            Machine = MachineDescription.Of(),
            Ended = time.GetUtcNow(),
            Seconds = Math.Round(time.GetElapsedTime(began).TotalSeconds, 1),
        });
        return report;
    }

    private static async Task<TaskReport> GradeAsync(
        EvaluationTask task, IReadOnlyList<TaskProblem> problems, IReadOnlyList<Prediction> predictions, TaskFiles files, CancellationToken stop)
    {
        var registry = VerifierPreflight.Open(task.Recipe.Reward, task.File, []);
        await using var disposed = registry.ConfigureAwait(false);
        using var view = CountView.Create($"{task.Name}: grade", predictions.Count, "answers");
        var graded = await new TaskGrading(task, registry).GradeAsync(problems, predictions, view, stop).ConfigureAwait(false);
        var report = TaskScores.Of(task, problems, graded);
        files.Write(problems, graded);
        files.Write(report);
        return report;
    }

    private static async Task<int> RescoreAsync(string folder, CancellationToken stop)
    {
        var reports = new List<TaskReport>();
        foreach (var files in TaskFiles.In(folder))
        {
            var task = new EvaluationTask(Path.GetFileName(Path.GetFullPath(files.Folder)), files.Task, RecipeLoader.Load<TaskRecipe>(files.Task));
            reports.Add(await GradeAsync(task, files.ReadProblems(), files.ReadPredictions(), files, stop).ConfigureAwait(false));
        }

        TaskTable.Write(reports);
        return 0;
    }

    private static int Compare(string before, string after)
    {
        var second = TaskFiles.In(after).ToDictionary(f => Path.GetFileName(f.Folder), StringComparer.Ordinal);
        TaskFiles[] both = [.. TaskFiles.In(before).Where(f => second.ContainsKey(Path.GetFileName(f.Folder)))];
        if (both.Length == 0)
            throw new InvalidDataException($"{before} and {after} have no task in common (allowed: two folders that `olmorl eval` wrote)");
        TaskTable.Write([.. both.Select(f => TaskComparison.Of(f, second[Path.GetFileName(f.Folder)]))]);
        return 0;
    }
}
