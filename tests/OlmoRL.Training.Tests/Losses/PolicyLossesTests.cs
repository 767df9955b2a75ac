using OlmoRL.Batching;
using OlmoRL.Training.Losses;
using OlmoRL.Training.Tests.Fakes;

namespace OlmoRL.Training.Tests.Losses;

public sealed class PolicyLossesTests
{
    private static readonly string Assembly = typeof(ReinforceLoss).Assembly.Location;

    [Fact]
    public void A_loss_of_the_users_own_assembly_trains()
    {
        using var model = TinyModel.Create();
        var loss = PolicyLosses.Create($"{Path.GetFileName(Assembly)}:{typeof(ReinforceLoss).FullName}", new ClipOptions(), Path.GetDirectoryName(Assembly)!);
        using var learner = new GrpoLearner(model, new GrpoOptions { Loss = loss });
        var before = TinyModel.Flatten(model);

        var result = learner.Step([SequencePacker.Pack(TinyModel.Samples(4), 40, 0)], 1e-3);

        Assert.IsType<ReinforceLoss>(loss);
        Assert.Equal(0, result.Skipped);
        Assert.NotEqual(before, TinyModel.Flatten(model));
    }

    [Fact]
    public void A_constructor_that_takes_the_cuts_gets_those_of_the_recipe() =>
        Assert.Equal(0.7, Assert.IsType<CutLoss>(
            PolicyLosses.Create($"{Assembly}:{typeof(CutLoss).FullName}", new ClipOptions { High = 0.7 }, ".")).High);

    [Theory]
    [InlineData("gppo", "known: clipped_surrogate, cispo, gspo")]
    [InlineData("nowhere.dll:My.Loss", "nowhere.dll does not exist")]
    public void What_is_unknown_is_refused_with_what_is_known(string name, string told) =>
        Assert.Contains(told, Assert.Throws<ArgumentException>(() => PolicyLosses.Create(name, new ClipOptions(), ".")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_type_that_is_no_loss_is_refused_with_the_losses_there_are() =>
        Assert.Contains(typeof(ReinforceLoss).FullName!, Assert.Throws<ArgumentException>(
            () => PolicyLosses.Create($"{Assembly}:{typeof(PolicyLossesTests).FullName}", new ClipOptions(), ".")).Message, StringComparison.Ordinal);
}
