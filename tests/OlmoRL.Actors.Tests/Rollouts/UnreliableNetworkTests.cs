namespace OlmoRL.Actors.Tests.Rollouts;

public sealed class UnreliableNetworkTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_admitted_group_is_emitted_exactly_once_with_every_token_whatever_the_network_does(bool breaks)
    {
        var (lost, twice, broken) = (0, 0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var network = new UnreliableNetwork(seed, breaks);

            network.Run();

            Assert.All(network.Emitted, e => Assert.Equal(1, e.Value));
            (lost, twice, broken) = (lost + network.Disturbances.Lost, twice + network.Disturbances.Twice, broken + network.Disturbances.Breaks);
        }

        Assert.True(lost > 1000 && twice > 1000 && broken > 1000 == breaks, $"{lost} lost, {twice} twice, {broken} breaks");
    }
}
