using OlmoRL.Actors.Hosting;

namespace OlmoRL.Actors.Tests.Hosting;

public sealed class NodeNameTests
{
    [Theory]
    [InlineData("v", 1)]
    [InlineData("vm", 812)]
    [InlineData("worker-pool-7f9c6d5b8-inference-node-of-a-large-cluster", 2_147_483_647)]
    public void Names_differ_whatever_the_machine_is_called(string machine, int process)
    {
        string[] names = [.. Enumerable.Range(0, 100).Select(_ => NodeHost.NameOf(machine, process, Guid.NewGuid()))];

        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, n => Assert.InRange(n.Length, 1, 40));
        Assert.All(names, n => Assert.StartsWith(machine[..1], n, StringComparison.Ordinal));
    }
}
