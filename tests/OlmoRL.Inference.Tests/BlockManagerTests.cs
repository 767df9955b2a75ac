using CsCheck;

namespace OlmoRL.Inference.Tests;

public sealed class BlockManagerTests
{
    private const int BlockCount = 6;

    private enum Operation
    {
        Allocate,
        Share,
        Release,
    }

    [Fact]
    public void Counts_users_like_a_naive_dictionary() =>
        Gen.Select(Gen.Enum<Operation>(), Gen.Int[0, BlockCount - 1]).Array[0, 60].Sample(operations =>
        {
            var manager = new BlockManager(BlockCount, 4);
            var users = new Dictionary<int, int>();
            foreach (var (operation, block) in operations)
            {
                if (operation == Operation.Allocate && users.Count < BlockCount)
                    users.Add(manager.Allocate(), 1); // throws when the block is already in use
                else if (operation == Operation.Share && users.ContainsKey(block))
                    Change(users, block, +1, manager.Share);
                else if (operation == Operation.Release && users.ContainsKey(block))
                    Change(users, block, -1, manager.Release);
                Assert.Equal(BlockCount - users.Count, manager.FreeCount);
                Assert.All(users, pair => Assert.Equal(pair.Value, manager.UserCount(pair.Key)));
            }
        });

    [Fact]
    public void Refuses_what_the_naive_model_forbids()
    {
        var manager = new BlockManager(1, 4);

        Assert.Throws<InvalidOperationException>(() => manager.Share(0));
        Assert.Throws<InvalidOperationException>(() => manager.Release(0));
        _ = manager.Allocate();
        Assert.Throws<InvalidOperationException>(() => manager.Allocate());
    }

    private static void Change(Dictionary<int, int> users, int block, int by, Action<int> change)
    {
        change(block);
        if ((users[block] += by) == 0)
            _ = users.Remove(block);
    }
}
