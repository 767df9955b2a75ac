using OlmoRL.Training.Optimization;

namespace OlmoRL.Training.Tests.Optimization;

public sealed class SpikeRuleTests
{
    [Fact]
    public void A_loss_or_norm_far_above_the_last_ones_is_refused_and_a_low_one_is_not()
    {
        Assert.False(Trained().Admits(50, 1));
        Assert.False(Trained().Admits(1, 50));
        Assert.True(Trained().Admits(-50, 0));
    }

    [Fact]
    public void Nothing_is_refused_before_half_a_window_is_known()
    {
        var rule = new SpikeRule(6, 8);

        Assert.All(new[] { 1.0, 1.1, 0.9 }, loss => Assert.True(rule.Admits(loss, 1)));
        Assert.True(rule.Admits(1000, 1000));
    }

    [Fact]
    public void Without_sigmas_everything_is_taken()
    {
        var rule = new SpikeRule(0, 8);

        Assert.All(Enumerable.Range(0, 20), i => Assert.True(rule.Admits(Math.Pow(10, i), 1)));
    }

    [Fact]
    public void A_restored_memory_decides_alike()
    {
        var restored = new SpikeRule(6, 8) { State = Trained().State };

        Assert.False(restored.Admits(50, 1));
    }

    private static SpikeRule Trained()
    {
        var rule = new SpikeRule(6, 8);
        for (var i = 0; i < 8; i++)
            Assert.True(rule.Admits(1 + 0.01 * (i % 3), 1 + 0.02 * (i % 2)));
        return rule;
    }
}
