namespace OlmoRL.Tests.Recipes;

public sealed class RecipeOverrideTests : IDisposable
{
    private const string Stages = "name = 'x'\n[[stage]]\nname = 'a'\n[[stage]]\nname = 'b'";

    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Overrides_are_toml_values_or_else_bare_strings()
    {
        var recipe = _folder.Load<SampleRecipe>(
            "name = 'x'\ndropout = 0.5",
            "name = two words", "dropout=0.25", "trainer.loss=dapo", "save_every=5m", "stop_token_ids=[7, 8]",
            "env.MODE=\"a=b\"", "eval={ max_tokens = 3 }");

        Assert.Equal(("two words", 0.25f, SampleLoss.Dapo), (recipe.Name, recipe.Dropout, recipe.Trainer.Loss));
        Assert.Equal(TimeSpan.FromMinutes(5), recipe.SaveEvery);
        Assert.Equal([7, 8], recipe.StopTokenIds);
        Assert.Equal("a=b", recipe.Env["MODE"]);
        Assert.Equal(3, recipe.Eval?.MaxTokens);
    }

    [Fact]
    public void Overrides_reach_into_arrays()
    {
        var recipe = _folder.Load<SampleRecipe>(
            Stages + "\n[trainer]", "stage[1].name=c", "stage[0]={ name = 'd' }", "stage[0].loss=grpo");

        Assert.Equal(
            [new SampleStage { Name = "d", Loss = SampleLoss.Grpo }, new SampleStage { Name = "c" }], recipe.Stage);
    }

    [Fact]
    public void The_last_of_two_overrides_wins()
    {
        var recipe = _folder.Load<SampleRecipe>("name = 'x'", "name=a", "name=b");

        Assert.Equal("b", recipe.Name);
    }

    [Fact]
    public void An_override_can_give_a_required_key()
    {
        var recipe = _folder.Load<SampleRecipe>("", "name=");

        Assert.Equal("", recipe.Name);
    }

    [Fact]
    public void A_value_that_goes_on_after_its_end_is_a_bare_string()
    {
        var recipe = _folder.Load<SampleRecipe>("", "name='a'\nresume = true");

        Assert.Equal("'a'\nresume = true", recipe.Name);
        Assert.False(recipe.Resume);
    }

    [Fact]
    public void Paths_in_overrides_are_relative_to_the_current_directory()
    {
        var recipe = _folder.Load<SampleRecipe>(
            "name = 'x'\nmodel = 'm'\ndata = ['a', 'b']", "model=olmo", "data[1]=c", "trainer={ learning_rate = 1 }");

        Assert.Equal(Path.GetFullPath("olmo"), recipe.Model);
        Assert.Equal([Path.Combine(_folder.Path, "a"), Path.GetFullPath("c")], recipe.Data);
        Assert.Equal(Path.Combine(_folder.Path, "runs"), recipe.Trainer.Output);
    }

    [Theory]
    [InlineData("resume", "x.toml: resume: the override has no value: expected key=value")]
    [InlineData("=1", "x.toml: not a key: expected names and indices like stage[0].name")]
    [InlineData("a..b=1", "x.toml: a..b: not a key: expected names and indices like stage[0].name")]
    [InlineData("stage[x].name=1", "x.toml: stage[x].name: not a key: expected names and indices like stage[0].name")]
    [InlineData("stage[2].name=c", "x.toml: stage[2]: no such element: stage has 2")]
    [InlineData("losses[0]=dapo", "x.toml: losses[0]: no such element: losses has 0")]
    [InlineData("name.first=c", "x.toml: name: \"x\" is a string: expected a table")]
    [InlineData("stage.name=c", "x.toml: stage: this is an array: expected a table")]
    [InlineData("trainer[0]=c", "x.toml: trainer[0]: no such element: trainer has 0")]
    [InlineData("stage[0][1]=c", "x.toml: stage[0]: this is a table: expected an array")]
    public void A_place_that_does_not_exist_is_refused(string text, string message) =>
        Assert.Equal(message, _folder.Error(Stages, text));

    [Fact]
    public void An_unknown_key_in_an_override_is_refused()
    {
        var message = _folder.Error(Stages, "trainer.los=dapo");

        Assert.Equal(
            "x.toml: trainer.los: unknown key; did you mean loss? (allowed: learning_rate, loss, output)", message);
    }

    [Fact]
    public void A_wrong_value_in_an_override_is_refused()
    {
        var message = _folder.Error(Stages, "stage[1].rollout.group_size=1");

        Assert.Equal("x.toml: stage[1].rollout.group_size: 1 is not allowed: at least 2", message);
    }
}
