using OlmoRL.Recipes;

namespace OlmoRL.Tests.Recipes;

public sealed class ModelSpecTests
{
    [Fact]
    public void A_preset_gives_what_the_recipe_leaves_out()
    {
        var shape = new ModelSpec { Preset = "olmo3-7b", Layers = 4, MaxPositions = 2048 }.Shape();

        Assert.Equal((4096, 11_008, 4, 128), (shape.HiddenSize, shape.IntermediateSize, shape.Layers, shape.HeadSize));
        Assert.Equal((2048, 2048), (shape.MaxPositions, shape.SlidingWindow)); // a window is no longer than the context
    }

    [Fact]
    public void Changing_the_heads_changes_their_width()
    {
        var shape = new ModelSpec { Preset = "olmo3-1b", Heads = 32 }.Shape();

        Assert.Equal((64, 32), (shape.HeadSize, shape.KeyValueHeads));
    }

    [Fact]
    public void Every_preset_is_valid() =>
        Assert.All(ModelPresets.Names, name => Assert.Empty(new ModelSpec { Preset = name }.Validate()));

    [Fact]
    public void An_unknown_preset_is_answered_with_the_known_ones()
    {
        var problem = Assert.Single(new ModelSpec { Preset = "olmo3-8b" }.Validate());

        Assert.Equal("preset", problem.Key);
        Assert.Contains("olmo3-7b", problem.Allowed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, 4)]
    [InlineData(128, 3)]
    [InlineData(128, 0)]
    public void Heads_that_do_not_divide_the_width_are_refused(int hidden, int heads) =>
        Assert.Contains(new ModelSpec { HiddenSize = hidden, Heads = heads }.Validate(), p => p.Key == "heads");
}
