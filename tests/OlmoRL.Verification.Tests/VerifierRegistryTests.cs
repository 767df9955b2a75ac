using OlmoRL.Recipes;
using OlmoRL.Rewards;

namespace OlmoRL.Verification.Tests;

public sealed class VerifierRegistryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task A_name_of_the_recipe_stands_for_the_type_it_says()
    {
        await using var registry = Open("[verifiers.gsm8k_main]\ntype = \"arithmetic\"");
        var request = new VerificationRequest { Prompt = "", Completion = "Answer: 4", GroundTruth = "4", Row = "{}" };

        Assert.Equal(new Verdict.Correct(), await registry.Create("GSM8K_main").VerifyAsync(request, CancellationToken.None));
    }

    [Fact]
    public void An_option_that_does_not_exist_is_refused_with_its_full_key()
    {
        var registry = Open("[verifiers.mine]\ntype = \"arithmetic\"\ntolerance = 1");

        var refused = Assert.Throws<RecipeException>(() => registry.Create("mine"));

        Assert.Equal("verifiers.mine.tolerance", refused.Key);
    }

    [Fact]
    public void A_type_that_does_not_exist_lists_the_known_ones()
    {
        var registry = Open("[verifiers.mine]\ntype = \"arithmatic\"");

        var refused = Assert.Throws<ArgumentException>(() => registry.Create("mine"));

        Assert.Contains("arithmetic", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shared_resources_are_made_once_and_disposed_with_the_registry()
    {
        var shared = new SharedResources();
        var made = 0;

        var first = shared.Get("pool", () => new Resource(++made));
        var second = shared.Get("pool", () => new Resource(++made));
        var other = shared.Get("other", () => new Resource(++made));
        await shared.DisposeAsync();

        Assert.Same(first, second);
        Assert.Equal(2, other.Number);
        Assert.True(first.Disposed && other.Disposed);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private VerifierRegistry Open(string toml)
    {
        var path = Path.Combine(_folder, "recipe.toml");
        File.WriteAllText(path, toml);
        return new VerifierRegistry(_folder, RecipeLoader.Load<RewardSpec>(path).Verifiers);
    }

    private sealed class Resource(int number) : IAsyncDisposable
    {
        public int Number => number;

        public bool Disposed { get; private set; }

        public ValueTask DisposeAsync()
        {
            Disposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
