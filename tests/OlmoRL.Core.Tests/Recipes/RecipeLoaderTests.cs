namespace OlmoRL.Tests.Recipes;

public sealed class RecipeLoaderTests : IDisposable
{
    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Binds_every_kind_of_value()
    {
        var recipe = _folder.Load<SampleRecipe>("""
            name = "all"
            resume = true
            token_budget = 7_000_000_000
            dropout = 0
            ceiling = 3
            save_every = 1.5
            timeout = "90s"
            stop_token_ids = [1, 2]
            losses = ["dapo", "dr_grpo"]
            trainer.loss = "dr_grpo"
            trainer.learning_rate = 1
            eval = { max_tokens = 9 }
            [env]
            PATH = "/bin"
            [mixture]
            math = 1
            code = 0.5
            [[stage]]
            name = "warm"
            loss = "dapo"
            [[stage]]
            name = "main"
            rollout.group_size = 4
            """);

        Assert.Equal(("all", true, 7_000_000_000L), (recipe.Name, recipe.Resume, recipe.TokenBudget));
        Assert.Equal((0f, 3.0), (recipe.Dropout, recipe.Ceiling));
        Assert.Equal((TimeSpan.FromMilliseconds(1500), TimeSpan.FromSeconds(90)), (recipe.SaveEvery, recipe.Timeout));
        Assert.Equal([1, 2], recipe.StopTokenIds);
        Assert.Equal([SampleLoss.Dapo, SampleLoss.DrGrpo], recipe.Losses);
        Assert.Equal((SampleLoss.DrGrpo, 1.0), (recipe.Trainer.Loss, recipe.Trainer.LearningRate));
        Assert.Equal(new SampleRollout { MaxTokens = 9 }, recipe.Eval);
        Assert.Equal("/bin", recipe.Env["PATH"]);
        Assert.Equal((1.0, 0.5), (recipe.Mixture["math"], recipe.Mixture["code"]));
        Assert.Equal(
            [
                new SampleStage { Name = "warm", Loss = SampleLoss.Dapo },
                new SampleStage { Name = "main", Rollout = new SampleRollout { GroupSize = 4, MaxTokens = 64 } },
            ],
            recipe.Stage);
    }

    [Theory]
    [InlineData("2", 2_000)]
    [InlineData("0.25", 250)]
    [InlineData("'250ms'", 250)]
    [InlineData("'90s'", 90_000)]
    [InlineData("'1.5m'", 90_000)]
    [InlineData("'1h'", 3_600_000)]
    public void Reads_durations_as_seconds_or_with_a_unit(string value, int milliseconds)
    {
        var recipe = _folder.Load<SampleRecipe>($"name = 'x'\ntimeout = {value}");

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), recipe.Timeout);
    }

    [Fact]
    public void Keeps_initialisers_for_absent_keys()
    {
        var recipe = _folder.Load<SampleRecipe>("name = 'x'");

        Assert.Equal((5_000_000_000L, 0.1f), (recipe.TokenBudget, recipe.Dropout));
        Assert.Null(recipe.Ceiling);
        Assert.Null(recipe.Eval);
        Assert.Equal(1e-6, recipe.Trainer.LearningRate);
        Assert.Equal(new SampleRollout { GroupSize = 16, MaxTokens = 256 }, recipe.Rollout);
    }

    [Fact]
    public void A_nested_table_changes_only_the_keys_it_names()
    {
        var recipe = _folder.Load<SampleRecipe>("name = 'x'\nrollout.max_tokens = 7");

        Assert.Equal(new SampleRollout { GroupSize = 16, MaxTokens = 7 }, recipe.Rollout);
    }

    [Fact]
    public void A_list_replaces_the_default_list()
    {
        var recipe = _folder.Load<SampleRecipe>("name = 'x'\nstop_token_ids = []");

        Assert.Empty(recipe.StopTokenIds);
    }

    [Fact]
    public void A_default_that_recipes_share_is_not_changed()
    {
        var recipe = _folder.Load<SharingRecipe>("rollout.group_size = 3");

        Assert.Equal(3, recipe.Rollout.GroupSize);
        Assert.Equal(8, SharingRecipe.Shared.GroupSize);
    }

    [Fact]
    public void Paths_are_relative_to_the_recipe()
    {
        var recipe = _folder.Load<SampleRecipe>("name = 'x'\nmodel = '../olmo'\ndata = ['a.jsonl', '/abs/b.jsonl']");

        Assert.Equal(Path.GetFullPath("../olmo", _folder.Path), recipe.Model);
        Assert.Equal([Path.Combine(_folder.Path, "a.jsonl"), "/abs/b.jsonl"], recipe.Data);
    }

    [Fact]
    public void Default_paths_are_relative_to_the_recipe()
    {
        var recipe = _folder.Load<SampleRecipe>("name = 'x'");

        Assert.Null(recipe.Model);
        Assert.Equal([Path.Combine(_folder.Path, "data", "train.jsonl")], recipe.Data);
        Assert.Equal(Path.Combine(_folder.Path, "runs"), recipe.Trainer.Output);
    }

    [Fact]
    public void An_empty_path_stays_empty()
    {
        var recipe = _folder.Load<SampleRecipe>("name = 'x'\nmodel = ''");

        Assert.Equal("", recipe.Model);
    }

    [Fact]
    public void A_type_that_recipes_cannot_hold_is_the_programmers_error()
    {
        var error = Assert.Throws<NotSupportedException>(() => _folder.Load<UnsupportedRecipe>("price = 1"));

        Assert.Equal("a recipe cannot hold a System.Decimal", error.Message);
    }

    private sealed record SharingRecipe
    {
        public static readonly SampleRollout Shared = new() { MaxTokens = 1 };

        public SampleRollout Rollout { get; init; } = Shared;
    }

    private sealed record UnsupportedRecipe
    {
        public decimal Price { get; init; }
    }
}
