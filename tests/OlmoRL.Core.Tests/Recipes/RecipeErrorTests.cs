using OlmoRL.Recipes;

namespace OlmoRL.Tests.Recipes;

public sealed class RecipeErrorTests : IDisposable
{
    private const string Duration = "expected seconds, or a duration like \"500ms\", \"90s\", \"5m\" or \"1h\"";

    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_unknown_key_names_the_nearest_and_all_others()
    {
        var message = _folder.Error("name = 'x'\n[trainer]\nlearnin_rate = 1");

        Assert.Equal(
            "x.toml: trainer.learnin_rate: unknown key; did you mean learning_rate? " +
            "(allowed: learning_rate, loss, output)",
            message);
    }

    [Fact]
    public void An_unknown_key_that_resembles_none_has_no_hint()
    {
        var message = _folder.Error("name = 'x'\n[[stage]]\nname = 'a'\nwarmup = 1");

        Assert.Equal("x.toml: stage[0].warmup: unknown key (allowed: name, loss, rollout)", message);
    }

    [Fact]
    public void A_computed_property_is_not_a_key()
    {
        var message = _folder.Error("name = 'x'\nderived_count = 1");

        Assert.StartsWith("x.toml: derived_count: unknown key (allowed: name, resume, ", message);
    }

    [Theory]
    [InlineData("", "x.toml: name: required but missing: expected a string")]
    [InlineData("name = 'x'\n[eval]", "x.toml: eval.max_tokens: required but missing: expected a 32-bit integer")]
    [InlineData("name = 'x'\n[[stage]]", "x.toml: stage[0].name: required but missing: expected a string")]
    public void A_missing_required_key_is_named(string toml, string message) =>
        Assert.Equal(message, _folder.Error(toml));

    [Theory]
    [InlineData("name = 3", "name: 3 is an integer: expected a string")]
    [InlineData("name = 2024-01-31", "name: 2024-01-31 is a date or time: expected a string")]
    [InlineData("resume = 'yes'", "resume: \"yes\" is a string: expected true or false")]
    [InlineData("token_budget = 1.0", "token_budget: 1.0 is a float: expected an integer")]
    [InlineData("dropout = true", "dropout: true is a boolean: expected a number")]
    [InlineData("dropout = 1e300", "dropout: 1E+300 is not allowed: expected a number")]
    [InlineData("ceiling = []", "ceiling: this is an array: expected a number")]
    [InlineData("timeout = 'soon'", $"timeout: \"soon\" is not allowed: {Duration}")]
    [InlineData("timeout = inf", $"timeout: inf is not allowed: {Duration}")]
    [InlineData("timeout = '99999999999999999999h'", $"timeout: \"99999999999999999999h\" is not allowed: {Duration}")]
    [InlineData("timeout = true", $"timeout: true is a boolean: {Duration}")]
    [InlineData("stop_token_ids = 1", "stop_token_ids: 1 is an integer: expected an array")]
    [InlineData("stop_token_ids = [1, 'a']", "stop_token_ids[1]: \"a\" is a string: expected a 32-bit integer")]
    [InlineData("stop_token_ids = [5000000000]",
        "stop_token_ids[0]: 5000000000 is not allowed: expected a 32-bit integer")]
    [InlineData("trainer.loss = 'grop'", "trainer.loss: \"grop\" is not allowed: expected one of grpo, dr_grpo, dapo")]
    [InlineData("trainer.loss = 1", "trainer.loss: 1 is an integer: expected one of grpo, dr_grpo, dapo")]
    [InlineData("trainer = 1", "trainer: 1 is an integer: expected a table")]
    [InlineData("stage.name = 'a'", "stage: this is a table: expected an array of tables")]
    [InlineData("stage = ['a']", "stage[0]: \"a\" is a string: expected a table")]
    [InlineData("[[trainer]]", "trainer: this is an array: expected a table")]
    [InlineData("env = 1", "env: 1 is an integer: expected a table")]
    [InlineData("env.PATH = 1", "env.PATH: 1 is an integer: expected a string")]
    public void A_wrong_value_says_what_is_expected(string toml, string message) =>
        Assert.Equal($"x.toml: {message}", _folder.Error(toml.StartsWith("name", StringComparison.Ordinal)
            ? toml
            : $"name = 'x'\n{toml}"));

    [Theory]
    [InlineData("\nname = \n", "line 2, column 8: Unexpected token end-of-line found while expecting a value")]
    [InlineData("name = 'x", "line 1, column 9: Invalid End-Of-File found on string literal")]
    [InlineData("name = 'x'\nname = 'y'",
        "line 2, column 1: The key `name` is already defined at (1,1) with `name = 'x'` and cannot be redefined")]
    public void A_text_that_is_not_toml_is_refused_with_its_place(string toml, string message) =>
        Assert.Equal($"x.toml: {message}", _folder.Error(toml));

    [Fact]
    public void A_long_value_is_cut()
    {
        var message = _folder.Error($"name = 'x'\nresume = '''\n{new string('a', 100)}\n'''");

        Assert.Equal($"x.toml: resume: \"{new string('a', 59)}… is a string: expected true or false", message);
    }

    [Theory]
    [InlineData("rollout.group_size = 1", "rollout.group_size: 1 is not allowed: at least 2")]
    [InlineData("rollout.group_size = 1\ntoken_budget = 0", "rollout.group_size: 1 is not allowed: at least 2")]
    [InlineData("token_budget = 0", "token_budget: 0 is not allowed: at least rollout.group_size")]
    [InlineData("[[stage]]\nname = ''", "stage[0]: this stage has no name: give it one")]
    public void The_first_problem_of_the_innermost_record_is_thrown(string toml, string message) =>
        Assert.Equal($"x.toml: {message}", _folder.Error($"name = 'x'\n{toml}"));

    [Fact]
    public void Records_in_a_dictionary_are_validated()
    {
        const string Toml = """
            [rollouts.math]
            max_tokens = 1
            [rollouts.code]
            max_tokens = 1
            group_size = 0
            """;

        var error = Assert.Throws<RecipeException>(() => _folder.Load<MapRecipe>(Toml));

        Assert.Equal($"{_folder.File}: rollouts.code.group_size: 0 is not allowed: at least 2", error.Message);
        Assert.Equal("rollouts.code.group_size", error.Key);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<RecipeException>(() => RecipeLoader.Load<SampleRecipe>("recipes/none.toml"));

        Assert.Equal("recipes/none.toml: file not found", error.Message);
        Assert.Equal(("recipes/none.toml", ""), (error.File, error.Key));
    }

    private sealed record MapRecipe
    {
        public required IReadOnlyDictionary<string, SampleRollout> Rollouts { get; init; }
    }
}
