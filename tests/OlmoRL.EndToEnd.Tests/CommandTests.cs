using System.Text.Json;

namespace OlmoRL.EndToEnd.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task The_quickstart_flow_in_small_measures_trains_measures_and_reports()
    {
        var (exitCode, output, error) = await Repository.OlmorlAsync(
            "flow", "recipes/quickstart/flow.toml", "--set", $"directory={_folder}/q", "--set", "base.problems=12", "--set", "after.problems=12",
            "--set", "rlvr.trainer.steps=3");

        Assert.True(exitCode == 0, error);
        Assert.Contains("pass@8", output, StringComparison.Ordinal);
        Assert.Contains("rlvr 3/3", output, StringComparison.Ordinal);
        Assert.True(File.Exists($"{_folder}/q/report.md"));
        Assert.True(new FileInfo($"{_folder}/q/learning-curve.png").Length > 5_000);
        Assert.True(File.Exists($"{_folder}/q/rlvr/checkpoints/final/model.safetensors"));
        Assert.Equal(3, File.ReadLines($"{_folder}/q/rlvr/metrics.jsonl").Count());
    }

    [Fact]
    public async Task A_custom_reward_in_a_script_trains_for_three_steps()
    {
        var (exitCode, _, error) = await Repository.OlmorlAsync("rlvr", "recipes/quickstart/custom-reward.toml", "--set", $"directory={_folder}/r");

        Assert.True(exitCode == 0, error);
        Assert.True(File.ReadAllLines(Path.Combine(Repository.Root, "recipes/quickstart/reward.csx")).Length <= 5);
        var rewards = Directory.EnumerateFiles($"{_folder}/r/rollouts").SelectMany(File.ReadLines)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("reward").GetDouble()).ToArray();
        Assert.Contains(rewards, r => r is > 0.5 and < 1); // only the script gives less than 1 to a right answer
    }

    [Fact]
    public async Task Pretraining_makes_a_checkpoint_that_can_be_measured()
    {
        var (pretrained, _, error) = await Repository.OlmorlAsync(
            "pretrain", "recipes/quickstart/pretrain.toml", "--set", $"directory={_folder}/p", "--set", "steps=2", "--set", "tokenizer_documents=200",
            "--set", "checkpoint_every=1");
        var (measured, output, _) = await Repository.OlmorlAsync(
            "eval", "recipes/quickstart/evaluate.toml", "--set", $"checkpoint={_folder}/p/checkpoints/final", "--set", $"directory={_folder}/e",
            "--set", "problems=2", "--set", "samples=2", "--set", "development=true");

        Assert.True(pretrained == 0, error);
        Assert.Equal(0, measured);
        Assert.Contains("pass@1", output, StringComparison.Ordinal);
        Assert.True(File.Exists($"{_folder}/p/checkpoints/step-000001/config.json"));
    }

    public static TheoryData<string> Recipes =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "recipes"), "*.toml", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repository.Root, f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task Every_recipe_dry_runs(string recipe)
    {
        if (recipe.EndsWith("control-flow.toml", StringComparison.Ordinal))
        {
            // Its first stages take what another flow makes: only the stages' own recipes can be read.
            var stages = OlmoRL.Recipes.RecipeLoader.Load<OlmoRL.Recipes.FlowRecipe>(
                Path.Combine(Repository.Root, recipe), [$"base={MadeStages("sft", "pairs")}"]).Stage;
            Assert.Equal(4, stages.Count);
            return;
        }

        if (recipe.EndsWith("soup.toml", StringComparison.Ordinal))
        {
            // What it merges has to be trained first: only the recipe can be checked.
            var merge = OlmoRL.Recipes.RecipeLoader.Load<OlmoRL.Recipes.MergeRecipe>(Path.Combine(Repository.Root, recipe));
            Assert.Equal(2, merge.Source.Count);
            return;
        }

        if (recipe.EndsWith("task.toml", StringComparison.Ordinal))
        {
            // Its problems are not part of the project: only the recipe can be checked.
            var folder = Path.GetDirectoryName(recipe)!;
            var task = OlmoRL.Tasks.EvaluationTask.Find(Path.GetFileName(folder), Path.Combine(Repository.Root, Path.GetDirectoryName(folder)!), []);
            Assert.NotEmpty(task.Recipe.Title);
            return;
        }

        var (exitCode, output, error) = await Repository.OlmorlAsync([CommandOf(recipe), recipe, "--dry-run", .. ShapeOf(recipe)]);

        Assert.True(exitCode == 0, error);
        Assert.Contains("directory = ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7b-think-sft", "trainer.pack_length=131072", "65536", "data.max_length=131072")]
    [InlineData("7b-think-dpo", "data.template=olmo123", "olmo_thinker", "beta=5")]
    public async Task A_meta_check_finds_what_the_shape_or_the_templates_do_not_allow(string recipe, string change, string allowed, string other)
    {
        var path = $"recipes/olmo3/{recipe}.toml";

        var (exitCode, _, error) = await Repository.OlmorlAsync(
            CommandOf(path), path, "--dry-run", "--meta", "olmo3-7b", "--set", change, "--set", other, "--set", "trainer.micro_batch_tokens=131072");

        Assert.Equal(2, exitCode);
        Assert.Contains(allowed, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_number_of_a_published_recipe_says_where_it_is_from()
    {
        string[] folders = ["olmo3", "rl-zero"];
        var unsourced = folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Repository.Root, "recipes", f), "*.toml"))
            .SelectMany(file => File.ReadLines(file).Select((line, i) => (File: Path.GetFileName(file), Number: i + 1, Line: line)))
            .Where(l => System.Text.RegularExpressions.Regex.IsMatch(l.Line, "^[a-z_0-9]+ = -?[0-9]") && !l.Line.Contains('#', StringComparison.Ordinal));

        Assert.Empty(unsourced);
    }

    [Fact]
    public async Task The_plan_of_a_published_run_counts_its_memory()
    {
        var (exitCode, output, error) = await Repository.OlmorlAsync("rlvr", "recipes/olmo3/7b-think-rlvr.toml", "--dry-run", "--meta", "olmo3-7b");

        // 7.298 billion parameters: 4 bytes of master and 2 of compute, 4 of gradient, 8 of moments.
        Assert.True(exitCode == 0, error);
        Assert.Contains("weights 44 GB, gradients 29 GB, optimizer 58 GB", output, StringComparison.Ordinal);
        Assert.Contains("64 prompts x 8 answers of up to 32768 tokens", output, StringComparison.Ordinal);
    }

    private string MadeStages(params string[] stages)
    {
        foreach (var stage in stages)
            _ = Directory.CreateDirectory(Path.Combine(_folder, "made", stage));
        return Path.Combine(_folder, "made");
    }

    private static string CommandOf(string recipe) => Path.GetFileNameWithoutExtension(recipe) switch
    {
        _ when recipe.StartsWith("recipes/controls/", StringComparison.Ordinal) => "control",
        "flow" or "full-flow" => "flow",
        "domains" => "domains",
        "pretrain" => "pretrain",
        "evaluate" => "eval",
        _ when recipe.StartsWith("recipes/sweeps/", StringComparison.Ordinal) => "sweep",
        "pairs" or "rejection" => "pairs",
        var name when name.EndsWith("sft", StringComparison.Ordinal) => "sft",
        var name when name.EndsWith("dpo", StringComparison.Ordinal) => "dpo",
        _ => "rlvr",
    };

    /// <summary>Data and checkpoints of these recipes are made by earlier stages, or are too large to be here.</summary>
    private static string[] ShapeOf(string recipe)
    {
        var isLarge = recipe.StartsWith("recipes/olmo3/", StringComparison.Ordinal) || recipe.StartsWith("recipes/rl-zero/", StringComparison.Ordinal);
        if (CommandOf(recipe) is not ("sft" or "dpo") && !isLarge)
            return [];
        if (recipe.StartsWith("recipes/rl-zero/", StringComparison.Ordinal))
            return ["--meta", "olmo3-7b"];
        var name = Path.GetFileName(recipe);
        return ["--meta", name.StartsWith("7b", StringComparison.Ordinal) ? "olmo3-7b" : name.StartsWith("32b", StringComparison.Ordinal) ? "olmo3-32b" : "quickstart"];
    }

    [Theory]
    [InlineData("rlvr recipes/quickstart/rlvr.toml --set trainer.optimizer.learnin_rate=1", "learning_rate")]
    [InlineData("rlvr recipes/quickstart/rlvr.toml --set rollout.group_size=1", "at least 2")]
    [InlineData("rlvr recipes/quickstart/rlvr.toml --set rollout.max_tokens=250", "max_tokens")]
    [InlineData("rlvr recipes/quickstart/rlvr.toml --set directory=/dev/null/run", "/dev/null/run")]
    [InlineData("rlvr recipes/quickstart/rlvr.toml --resume --set directory=/tmp/olmorl-no-such-run", "no snapshot")]
    [InlineData("rlvr recipes/quickstart/nowhere.toml", "not found")]
    [InlineData("flow recipes/quickstart/flow.toml --set rlvr.reward.verifier=arithmatic", "arithmetic")]
    [InlineData("eval recipes/quickstart/evaluate.toml --set checkpoint=/tmp", "config.json")]
    [InlineData("trian", "trian")]
    public async Task A_mistake_is_one_clear_line_and_exit_code_2(string arguments, string named)
    {
        var (exitCode, output, error) = await Repository.OlmorlAsync(arguments.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupting_finishes_the_step_saves_and_says_how_to_resume()
    {
        string[] arguments =
        [
            "rlvr", "recipes/quickstart/custom-reward.toml", "--set", $"directory={_folder}/i", "--set", "trainer.steps=500",
        ];

        var (exitCode, output, error) = await Repository.OlmorlInterruptedAsync($"{_folder}/i/metrics.jsonl", arguments);

        Assert.True(exitCode == 0, error);
        Assert.Contains("--resume", output, StringComparison.Ordinal);
        var steps = File.ReadLines($"{_folder}/i/metrics.jsonl").Count();
        Assert.InRange(steps, 1, 499);
        var (resumed, _, resumeError) = await Repository.OlmorlAsync([.. arguments[..^1], $"trainer.steps={steps + 2}", "--resume"]);
        Assert.True(resumed == 0, resumeError);
        Assert.Equal(steps + 2, File.ReadLines($"{_folder}/i/metrics.jsonl").Count());
    }

    [Fact]
    public async Task The_README_names_commands_that_exist()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));

        Assert.Contains("./olmorl flow recipes/quickstart/flow.toml", readme, StringComparison.Ordinal);
        Assert.Contains("dotnet test", readme, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
