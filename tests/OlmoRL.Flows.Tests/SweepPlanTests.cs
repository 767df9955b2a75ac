using OlmoRL.Flows.Experiments;
using OlmoRL.Recipes;

namespace OlmoRL.Flows.Tests;

public sealed class SweepPlanTests
{
    private static readonly SweepRecipe Recipe = new()
    {
        Directory = "d",
        Rlvr = "r",
        Evaluate = "e",
        Axis = [new SweepAxis { Key = "a", Values = ["1", "2"] }, new SweepAxis { Key = "b.c", Values = ["x", "y", "z"] }],
    };

    [Fact]
    public void Each_changes_one_value_at_a_time()
    {
        var settings = SweepPlan.Settings(Recipe);

        Assert.Equal(["", "a=1", "a=2", "b.c=x", "b.c=y", "b.c=z"], settings.Select(s => string.Join(' ', s)));
    }

    [Fact]
    public void Grid_runs_every_combination_once()
    {
        var settings = SweepPlan.Settings(Recipe with { Mode = SweepMode.Grid }).Select(s => string.Join(' ', s)).ToArray();

        Assert.Equal(1 + (2 * 3), settings.Distinct().Count());
        Assert.Equal("", settings[0]);
        Assert.All(settings.Skip(1), s => Assert.Matches("^a=[12] b.c=[xyz]$", s));
    }

    [Fact]
    public void A_name_fits_a_folder() => Assert.Equal("data.path=_tmp_x+a=1", SweepPlan.Name(["data.path=/tmp/x", "a=1"]));
}
