using OlmoRL.Recipes;

namespace OlmoRL.Tests.Recipes;

public sealed class RecipeTableTests
{
    public sealed record Holder
    {
        public IReadOnlyDictionary<string, RecipeTable> Tables { get; init; } = new Dictionary<string, RecipeTable>();
    }

    public sealed record Options
    {
        public int Count { get; init; } = 3;

        [RecipePath]
        public string Path { get; init; } = "";
    }

    [Fact]
    public void A_table_is_bound_by_whoever_knows_its_keys_and_then_shown_resolved()
    {
        using var folder = new RecipeFolder();
        var holder = folder.Load<Holder>("[tables.one]\npath = \"data.txt\"");

        var options = holder.Tables["one"].Bind<Options>();

        Assert.Equal(3, options.Count);
        Assert.Equal(System.IO.Path.Combine(folder.Path, "data.txt"), options.Path);
        Assert.Contains("count = 3", RecipeWriter.ToToml(holder), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_nobody_has_bound_is_written_as_it_was_read_and_overridden()
    {
        using var folder = new RecipeFolder();
        var holder = folder.Load<Holder>("[tables.one]\ncount = 1\nnames = [\"a\", \"b\"]", "tables.one.count=7");

        var text = RecipeWriter.ToToml(holder);

        Assert.Contains("count = 7", text, StringComparison.Ordinal);
        Assert.Contains("names = [\"a\", \"b\"]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_key_is_named_with_its_path()
    {
        using var folder = new RecipeFolder();
        var holder = folder.Load<Holder>("[tables.one]\ncuont = 1");

        var refused = Assert.Throws<RecipeException>(() => holder.Tables["one"].Bind<Options>());

        Assert.Equal("tables.one.cuont", refused.Key);
        Assert.Contains("did you mean count?", refused.Message, StringComparison.Ordinal);
    }
}
