using System.Net;
using Akka.Actor;
using OlmoRL.Actors.Cluster;
using OlmoRL.Actors.Messages;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Hosting;

/// <summary>Waits beside a run to take it over from its folder, should the process that drives it die.</summary>
/// <remarks>
/// The folder lies on storage that both processes see. Its lock says whether the other lives: no failure detector, which takes a
/// slow process for a dead one, decides that a second one writes into the run.
/// </remarks>
public sealed class StandbyHost
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private readonly RlvrRecipe _recipe;
    private readonly RunDirectory _directory;
    private readonly ClusterIdentity? _identity;

    /// <summary>Checks that it can take the run over that goes on in the recipe's folder.</summary>
    /// <param name="recipe">The run's, with this process's own cluster.host and cluster.port.</param>
    /// <param name="recipePath">Named in errors.</param>
    /// <exception cref="RecipeException">It could not take the run over.</exception>
    public StandbyHost(RlvrRecipe recipe, string recipePath)
    {
        (_recipe, _directory) = (recipe, new RunDirectory(recipe.Directory));
        if (recipe.Trainer.Learners > 1)
            throw new RecipeException(recipePath, "trainer.learners", $"{recipe.Trainer.Learners} is not allowed with --standby", "1: a group of learners starts again by itself");
        if (RunLock.LastHolder(_directory) is not { Ended: false } holder)
            throw NotTheRuns("nothing runs in it");
        using (var free = RunLock.TryTake(_directory, holder))
        {
            if (free is not null)
                throw NotTheRuns("its lock is free: nothing runs in it, or its storage does not lock between machines");
        }

        if (holder.Address.Length == 0)
            throw NotTheRuns("what runs in it has no cluster.port");
        if (recipe.Cluster.Port == 0 || Address == holder.Address)
            throw new RecipeException(recipePath, "cluster.port", $"{recipe.Cluster.Port} is not allowed", $"a port of its own, where nodes would join this process after {holder.Address}");
        _identity = ClusterIdentity.Open(recipe.Cluster, recipePath);
        if (_identity is null && !IPAddress.IsLoopback(IPEndPoint.Parse(holder.Address).Address))
            throw new RecipeException(recipePath, "cluster.certificate", $"missing, and the run is at {holder.Address}", "a certificate and cluster.authority, so that connections are encrypted");
    }

    private string Address => ClusterOpening.AddressOf(_recipe.Cluster);

    /// <summary>Waits until the run needs another process; null when it has ended, or <paramref name="stop"/> asks.</summary>
    /// <param name="answerWithin">How long to wait for the run's first answer.</param>
    /// <param name="say">Takes a line for the user.</param>
    /// <exception cref="RecipeException">The run does not answer, or refuses.</exception>
    public async Task<RunLock?> WaitAsync(TimeSpan answerWithin, Action<string> say, CancellationToken stop)
    {
        var settings = new ClusterSettings(_recipe.Cluster.Host, 0, [], [], _recipe.Cluster.LostAfter, _identity);
        using var system = ActorHost.Start(cluster: settings);
        var noted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var news = new TaskCompletionSource<StandbyNews>(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<(string, StandBy)?> offer = () => RunLock.LastHolder(_directory) is not { } holder ? null
            : (settings.AddressOf(holder.Address), new StandBy(Address, Provenance.ThisProgram, NodeHost.Digest(_recipe), holder.Id));
        Action<StandbyNews> told = n => news.TrySetResult(n);
        _ = system.ActorOf(Props.Create(() => new StandbyMember(offer, noted, told)), "standby");
        await using var left = stop.Register(() => news.TrySetResult(new StandbyNews(Ended: true))).ConfigureAwait(false);
        var taking = LockOrEndAsync(news.Task, say);
        _ = await Task.WhenAny(noted.Task, taking, Task.Delay(answerWithin, TimeProvider.System, CancellationToken.None)).ConfigureAwait(false);
        if (noted.Task.IsCompleted)
            say($"standby: waiting to take over from {RunLock.LastHolder(_directory)}");
        else if (!taking.IsCompleted)
            _ = news.TrySetResult(new StandbyNews(Refused: $"it does not answer within {answerWithin.TotalSeconds:F0} s"));
        return await taking.ConfigureAwait(false);
    }

    private async Task<RunLock?> LockOrEndAsync(Task<StandbyNews> news, Action<string> say)
    {
        var here = RunHolder.Here(Address);
        while (!news.IsCompleted)
        {
            if (RunLock.TryTake(_directory, here) is { } taken)
            {
                if (taken.Before is { Ended: false } dead)
                {
                    say($"standby: {dead} died; taking the run over");
                    return taken;
                }

                taken.Dispose();
                return null;
            }

            await Task.WhenAny(news, Task.Delay(LookAgain, TimeProvider.System)).ConfigureAwait(false);
        }

        return (await news.ConfigureAwait(false)).Refused is { } reason
            ? throw new RecipeException(_directory.Root, "--standby", "the run does not take this standby", reason) : null;
    }

    private RecipeException NotTheRuns(string problem) =>
        new(_directory.Root, "--standby", problem, $"the run's own folder, on storage that both processes see, while the run goes on");
}
