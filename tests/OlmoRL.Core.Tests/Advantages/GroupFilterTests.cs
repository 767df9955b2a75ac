using OlmoRL.Advantages;

namespace OlmoRL.Core.Tests.Advantages;

public sealed class GroupFilterTests
{
    [Theory]
    [InlineData(new[] { 1.0, 0.0 }, GroupSignal.Mixed)]
    [InlineData(new[] { 0.0, 0.0, 0.0 }, GroupSignal.Unsolved)]
    [InlineData(new[] { 1.0, 1.0 }, GroupSignal.Solved)]
    [InlineData(new[] { 0.5, 0.5 }, GroupSignal.Solved)]
    [InlineData(new[] { 1.0, double.NaN }, GroupSignal.Unverified)]
    [InlineData(new[] { double.NaN, double.NaN }, GroupSignal.Unverified)]
    [InlineData(new[] { 1.0, double.NaN, 1.0 }, GroupSignal.Solved)]
    [InlineData(new[] { double.NaN, 0.0, 1.0 }, GroupSignal.Mixed)]
    public void Only_rewards_that_differ_are_a_signal(double[] rewards, GroupSignal expected) =>
        Assert.Equal(expected, GroupFilter.Classify(rewards));
}
