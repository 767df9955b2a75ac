using CsCheck;
using OlmoRL.Recipes;

namespace OlmoRL.Tests.Recipes;

public sealed class KeyNamesTests : IDisposable
{
    private const string Key = "learning_rate";

    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("GroupSize", "group_size")]
    [InlineData("KLWeight", "kl_weight")]
    [InlineData("Beta2", "beta2")]
    [InlineData("group_size", "group_size")]
    [InlineData("", "")]
    public void Names_are_spelled_in_snake_case(string name, string key)
    {
        var problem = RecipeProblem.NotAllowed(name, 1, "2");

        Assert.Equal(key, problem.Key);
    }

    [Theory]
    [InlineData("lr", null)]
    [InlineData("rate", null)]
    [InlineData("learning", "learning_rate")]
    [InlineData("lernin_rat", "learning_rate")]
    [InlineData("los", "loss")]
    [InlineData("outptu", "output")]
    [InlineData("out", "output")]
    [InlineData("ou", null)]
    public void The_nearest_key_is_suggested_unless_most_of_it_differs(string key, string? nearest)
    {
        var message = _folder.Error($"name = 'x'\ntrainer.{key} = 1");

        var hint = nearest is null ? "unknown key" : $"unknown key; did you mean {nearest}?";
        Assert.Equal($"x.toml: trainer.{key}: {hint} (allowed: learning_rate, loss, output)", message);
    }

    [Fact]
    public void Any_slip_of_the_hand_leads_back_to_the_key()
    {
        var slip = Gen.Select(Gen.Int[0, Key.Length - 1], Gen.Char['a', 'z'], Gen.Int[0, 2])
            .Select((at, letter, kind) => kind switch
            {
                0 => Key.Remove(at, 1),
                1 => Key.Insert(at, letter.ToString()),
                _ => Key.Remove(at, 1).Insert(at, letter.ToString()),
            })
            .Where(key => key != Key);

        slip.Sample(
            key => Assert.Contains("did you mean learning_rate?", _folder.Error($"name = 'x'\ntrainer.{key} = 1")),
            iter: 100, threads: 1);
    }
}
