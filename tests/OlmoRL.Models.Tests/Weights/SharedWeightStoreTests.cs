using OlmoRL.Models.Weights;
using static TorchSharp.torch;

namespace OlmoRL.Models.Tests.Weights;

public sealed class SharedWeightStoreTests
{
    private static readonly TransformerConfig Config = new()
    {
        VocabularySize = 30,
        HiddenSize = 16,
        IntermediateSize = 24,
        LayerCount = 1,
        HeadCount = 2,
        KeyValueHeadCount = 1,
        MaxPositions = 64,
    };

    [Fact]
    public void A_leased_version_is_never_overwritten()
    {
        using var store = NewStore();
        var published = Publish(store, 1);
        using var lease = store.AcquireNewest();

        for (var version = 2; version < 6; version++)
            _ = Publish(store, version);

        Assert.Equal(1, lease.Version.Step);
        Assert.Equal(published.Digest, SharedWeightStore.Format(lease.Weights.Digest()));
    }

    [Fact]
    public void An_engine_takes_the_newest_version()
    {
        using var store = NewStore();
        _ = Publish(store, 1);
        var published = Publish(store, 2);

        using var lease = store.AcquireNewest();

        Assert.Equal(2, lease.Version.Step);
        Assert.Equal(published.Digest, SharedWeightStore.Format(lease.Weights.Digest()));
    }

    [Fact]
    public void Buffers_that_nobody_leases_are_used_again()
    {
        using var store = NewStore();
        _ = Publish(store, 1);
        var first = store.AcquireNewest().Weights;
        var lease = store.AcquireNewest();
        _ = Publish(store, 2);
        lease.Dispose();
        lease.Dispose(); // giving back twice counts once: the first lease still holds the buffer

        _ = Publish(store, 3);
        _ = Publish(store, 4);

        using var newest = store.AcquireNewest();
        Assert.NotSame(first, newest.Weights);
        Assert.Equal(Publish(NewStore(), 1).Digest, SharedWeightStore.Format(first.Digest()));
    }

    [Fact]
    public void The_digest_sees_a_single_changed_weight()
    {
        using var scope = NewDisposeScope();
        using var weights = TransformerWeights.Initialize(Config, 1, CPU);
        var before = weights.Digest();

        weights.Head[3, 5] = weights.Head[3, 5] + 1e-3f;

        Assert.NotEqual(before, weights.Digest());
    }

    private static SharedWeightStore NewStore() => new(() => TransformerWeights.Allocate(Config, ScalarType.Float32, CPU));

    private static PublishedWeights Publish(SharedWeightStore store, int version)
    {
        using var weights = TransformerWeights.Initialize(Config, (ulong)version, CPU);
        return store.Publish(new(version), weights);
    }
}
