namespace OlmoRL.Actors.Tests.Rollouts;

public sealed class UnreliableNetworkTests
{
    [Fact]
    public void Every_admitted_group_is_emitted_exactly_once_with_every_token_whatever_the_network_does()
    {
        var (lost, twice, breaks) = (0, 0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var network = new UnreliableNetwork(seed);

            network.Run();

            Assert.All(network.Emitted, e => Assert.Equal(1, e.Value));
            (lost, twice, breaks) = (lost + network.Disturbances.Lost, twice + network.Disturbances.Twice, breaks + network.Disturbances.Breaks);
        }

        Assert.True(lost > 1000 && twice > 1000 && breaks > 1000, $"{lost} lost, {twice} twice, {breaks} breaks");
    }
}
