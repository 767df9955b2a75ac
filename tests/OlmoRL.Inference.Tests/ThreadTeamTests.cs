namespace OlmoRL.Inference.Tests;

public sealed class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_thread_does_each_job_once_and_all_meet_at_barriers(int count)
    {
        using var team = new ThreadTeam(count);
        var (arrived, early) = (0, 0);

        for (var job = 1; job <= 100; job++)
        {
            var expected = job * count;
            team.Run(_ =>
            {
                _ = Interlocked.Increment(ref arrived);
                team.Barrier();
                if (Volatile.Read(ref arrived) != expected)
                    _ = Interlocked.Increment(ref early);
                team.Barrier();
            });
        }

        Assert.Equal((100 * count, 0), (arrived, early));
    }

    [Fact]
    public void A_part_that_fails_ends_the_job_for_all()
    {
        using var team = new ThreadTeam(3);

        var fault = Assert.Throws<InvalidOperationException>(() => team.Run(i =>
        {
            if (i == 1)
                throw new FormatException("this part");
            team.Barrier();
        }));

        Assert.Contains("part", fault.Message, StringComparison.Ordinal);
    }
}
