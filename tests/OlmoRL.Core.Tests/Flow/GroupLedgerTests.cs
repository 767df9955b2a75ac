using CsCheck;
using OlmoRL.Flow;
using OlmoRL.Rollouts;

namespace OlmoRL.Core.Tests.Flow;

public sealed class GroupLedgerTests
{
    private static readonly Gen<(LedgerOptions Options, int Seed)> Runs =
        from perStep in Gen.Int[1, 4]
        from slots in Gen.Int[1, 4]
        from staleness in Gen.Int[1, 4]
        from policy in Gen.Enum<StalenessPolicy>()
        from seed in Gen.Int
        select (new LedgerOptions
        {
            GroupSize = 2,
            GroupsPerStep = perStep,
            Capacity = slots * perStep,
            Staleness = new StalenessRule(staleness, policy),
        }, seed);

    [Fact]
    public void Every_group_has_one_fate_and_the_slots_are_never_exceeded() => Runs.Sample(run =>
    {
        var simulation = new LedgerSimulation(run.Options, new Random(run.Seed));
        for (var tick = 0; tick < 2_000; tick++)
        {
            simulation.Tick();
            Assert.InRange(simulation.Live.Count, 0, run.Options.Capacity);
        }

        // Fates.Add throws at a second fate; together with the live ones they are all that was drawn, without a gap.
        Assert.Equal(Enumerable.Range(0, (int)simulation.Drawn).Select(i => (long)i),
            simulation.Fates.Keys.Concat(simulation.Live.Select(e => e.Id)).Order());
    }, iter: 100);

    [Fact]
    public void Waiting_keeps_every_trained_token_within_the_bound_under_any_order_of_arrival() =>
        Runs.Where(r => r.Options.Staleness.Policy == StalenessPolicy.Wait).Sample(run =>
        {
            var simulation = new LedgerSimulation(run.Options, new Random(run.Seed));
            for (var tick = 0; tick < 2_000; tick++)
                simulation.Tick();

            Assert.True(simulation.Steps > 0); // and it does not wait for ever
            Assert.All(simulation.TrainedAges, age => Assert.InRange(age, 0, run.Options.Staleness.MaxStaleness));
        }, iter: 100);

    [Fact]
    public void Dropping_trains_no_group_with_a_token_too_old()
    {
        var ledger = new GroupLedger(new LedgerOptions
        {
            GroupSize = 2,
            GroupsPerStep = 1,
            Capacity = 4,
            Staleness = new StalenessRule(1, StalenessPolicy.Drop),
        });
        var entry = ledger.Admit(0, Sample.Prompt, PolicyVersion.Start);
        _ = ledger.Lease(0, "worker");
        for (var sibling = 0; sibling < 2; sibling++)
            _ = ledger.Complete(entry, Sample.Rollout(sibling, [PolicyVersion.Start]));
        ledger.MarkReady(entry, Sample.Group(entry));

        Assert.Empty(ledger.Overdue(new PolicyVersion(1)));
        Assert.Equal([entry], ledger.Overdue(new PolicyVersion(2)));
    }

    [Fact]
    public void Results_of_an_earlier_lease_find_no_group()
    {
        var ledger = new GroupLedger(new LedgerOptions
        {
            GroupSize = 2,
            GroupsPerStep = 1,
            Capacity = 4,
            Staleness = new StalenessRule(1),
        });
        var entry = ledger.Admit(7, Sample.Prompt, PolicyVersion.Start);
        var first = ledger.Lease(7, "worker-0");
        _ = ledger.Complete(entry, Sample.Rollout(1, [PolicyVersion.Start]));

        Assert.Equal([entry], ledger.Revoke("worker-0"));
        var second = ledger.Lease(7, "worker-1");

        Assert.Null(ledger.Find(7, first));
        Assert.Same(entry, ledger.Find(7, second));
        Assert.Equal([1], entry.Rollouts.Keys); // the finished sibling is kept
    }

    [Fact]
    public void Batches_take_the_oldest_ready_groups()
    {
        var ledger = new GroupLedger(new LedgerOptions
        {
            GroupSize = 2,
            GroupsPerStep = 2,
            Capacity = 4,
            Staleness = new StalenessRule(2),
        });
        foreach (var id in new long[] { 0, 1, 2, 3 })
        {
            _ = ledger.Admit(id, Sample.Prompt, PolicyVersion.Start);
            _ = ledger.Lease(id, "worker");
        }

        foreach (var id in new long[] { 3, 1, 2 })
        {
            var entry = ledger.Live.Single(e => e.Id == id);
            ledger.MarkReady(entry, Sample.Group(entry));
        }

        Assert.Equal([1, 2], ledger.TakeBatch(PolicyVersion.Start, allowPartial: false).Select(e => e.Id));
    }
}
