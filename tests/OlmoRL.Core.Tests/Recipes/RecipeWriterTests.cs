using CsCheck;
using OlmoRL.Recipes;

namespace OlmoRL.Tests.Recipes;

public sealed class RecipeWriterTests : IDisposable
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char['\u0000', '\u007f'], 0, 8], Gen.OneOfConst("", "é\u0085\u2028", "😀", "a\r\n\"b\\"));

    private static readonly Gen<SampleRollout> Rollout = Gen.Select(Gen.Int[2, int.MaxValue], Gen.Int)
        .Select((size, tokens) => new SampleRollout { GroupSize = size, MaxTokens = tokens });

    private static readonly Gen<SampleLoss> Loss = Gen.Enum<SampleLoss>();

    private static readonly Gen<SampleStage> Stage = Gen.Select(Text.Where(t => t.Length > 0), Loss.Nullable(), Rollout)
        .Select((name, loss, rollout) => new SampleStage { Name = name, Loss = loss, Rollout = rollout });

    private static readonly Gen<SampleRecipe> Recipe = Gen.Select(
        Gen.Select(Text, Gen.Bool, Gen.Long[int.MaxValue, long.MaxValue], Gen.Float, Gen.Double.Nullable()),
        Gen.Select(Gen.Long, Gen.Long.Nullable(), Gen.Int.Array[0, 3], Loss.Array[0, 3], Loss),
        Gen.Select(Rollout, Rollout.Null(), Stage.Array[0, 3]),
        Gen.Select(Gen.Dictionary(Text, Text)[0, 3], Gen.Dictionary(Text, Gen.Double)[0, 3]),
        (plain, lists, records, maps) => new SampleRecipe
        {
            Name = plain.Item1,
            Resume = plain.Item2,
            TokenBudget = plain.Item3,
            Dropout = plain.Item4,
            Ceiling = plain.Item5,
            SaveEvery = TimeSpan.FromTicks(lists.Item1),
            Timeout = lists.Item2 is { } ticks ? TimeSpan.FromTicks(ticks) : null,
            StopTokenIds = lists.Item3,
            Losses = lists.Item4,
            Data = [],
            Trainer = new SampleTrainer { Loss = lists.Item5, Output = "/runs" },
            Rollout = records.Item1,
            Eval = records.Item2,
            Stage = records.Item3,
            Env = maps.Item1,
            Mixture = maps.Item2,
        });

    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writes_plain_values_then_tables_then_arrays_of_tables()
    {
        var toml = RecipeWriter.ToToml(new SampleRecipe
        {
            Name = "a \"b\"\n\u0001",
            Dropout = 1,
            Timeout = TimeSpan.FromMilliseconds(1500),
            Losses = [SampleLoss.Grpo, SampleLoss.DrGrpo],
            Env = new Dictionary<string, string> { ["PATH"] = "/bin", ["a b"] = "c" },
            Stage =
            [
                new SampleStage { Name = "warm", Loss = SampleLoss.Dapo },
                new SampleStage { Name = "main" },
            ],
        });

        Assert.Equal(
            """
            name = "a \"b\"\n\u0001"
            resume = false
            token_budget = 5000000000
            dropout = 1.0
            save_every = "600s"
            timeout = "1.5s"
            data = ["data/train.jsonl"]
            stop_token_ids = [2, 0]
            losses = ["grpo", "dr_grpo"]

            [trainer]
            learning_rate = 1E-06
            loss = "grpo"
            output = "runs"

            [rollout]
            group_size = 16
            max_tokens = 256

            [env]
            PATH = "/bin"
            "a b" = "c"

            [mixture]

            [[stage]]
            name = "warm"
            loss = "dapo"

            [stage.rollout]
            group_size = 8
            max_tokens = 64

            [[stage]]
            name = "main"

            [stage.rollout]
            group_size = 8
            max_tokens = 64

            """,
            toml, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void An_empty_list_of_records_is_written_as_an_empty_array()
    {
        var toml = RecipeWriter.ToToml(new SampleRecipe { Name = "x", Stage = [] });

        Assert.Contains("\nstage = []\n", toml);
    }

    [Fact]
    public void Any_recipe_comes_back_equal()
    {
        Recipe.Sample(
            recipe =>
            {
                var toml = RecipeWriter.ToToml(recipe);
                var loaded = _folder.Load<SampleRecipe>(toml);

                Assert.Equivalent(recipe, loaded, strict: true);
                Assert.Equal(toml, RecipeWriter.ToToml(loaded));
            },
            iter: 300, threads: 1);
    }

    [Fact]
    public void A_recipe_without_lists_comes_back_equal_by_its_own_equality()
    {
        var recipe = new SampleStage { Name = "x", Loss = SampleLoss.DrGrpo };

        var loaded = _folder.Load<SampleStage>(RecipeWriter.ToToml(recipe));

        Assert.Equal(recipe, loaded);
    }

    [Fact]
    public void Nested_lists_and_maps_of_records_come_back()
    {
        var recipe = new NestedRecipe
        {
            Grid = [[1, 2], [], [3]],
            Mixes = [[new SampleRollout { MaxTokens = 1 }], []],
            Named = new Dictionary<string, SampleRollout> { ["a.b"] = new() { MaxTokens = 2 } },
        };

        var loaded = _folder.Load<NestedRecipe>(RecipeWriter.ToToml(recipe));

        Assert.Equivalent(recipe, loaded, strict: true);
    }

    private sealed record NestedRecipe
    {
        public IReadOnlyList<IReadOnlyList<int>> Grid { get; init; } = [];

        public IReadOnlyList<SampleRollout[]> Mixes { get; init; } = [];

        public IReadOnlyDictionary<string, SampleRollout> Named { get; init; } =
            new Dictionary<string, SampleRollout>();
    }
}
