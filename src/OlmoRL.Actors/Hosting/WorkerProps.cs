using Akka.Actor;
using OlmoRL.Actors.Workers;
using OlmoRL.Inference;
using OlmoRL.Models;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using OlmoRL.Verification;

namespace OlmoRL.Actors.Hosting;

/// <summary>How the workers of a process are made, for runs and evaluations alike.</summary>
internal static class WorkerProps
{
    /// <summary>Inference workers, each with an engine on a thread of its own.</summary>
    /// <param name="reportEvery">On nodes: how often workers say what they have.</param>
    /// <param name="name">What their names begin with, unique among the processes of a run.</param>
    public static IReadOnlyList<Func<IActorRef, Props>> Inference(
        int count, int groupSize, TransformerConfig config, EngineOptions engine, EngineSpec spec, IWeightStore store,
        TimeSpan reportEvery = default, string name = "inference")
    {
        // A slot freed at a step is refilled at the next: enough groups wait at the worker to cover several at once.
        var prefetched = Math.Max(1, engine.MaxRunning / groupSize / 4);
        Props Make(int index, IActorRef coordinator) => Props.Create(() => new InferenceWorker(
            new InferenceWorkerOptions($"{name}-{index}", groupSize, prefetched, spec.FeedInterval, spec.WeightUpdates, reportEvery), store,
            () => new InferenceEngine(engine, EngineBackend.CreateRunner(config, engine)), coordinator))
            .WithDispatcher(ActorHost.PinnedDispatcher);
        return [.. Enumerable.Range(0, count).Select<int, Func<IActorRef, Props>>(i => coordinator => Make(i, coordinator))];
    }

    /// <summary>A worker that replays a recorded one, with the same engine.</summary>
    public static Func<ReplayScript, IActorRef, Props> Replay(TransformerConfig config, EngineOptions engine, IWeightStore store) =>
        (script, coordinator) => Props.Create(() => new ReplayWorker(
            script, store, () => new InferenceEngine(engine, EngineBackend.CreateRunner(config, engine)), coordinator))
            .WithDispatcher(ActorHost.PinnedDispatcher);

    /// <summary>Verifier workers, each of which grades several completions at once.</summary>
    /// <param name="reportEvery">On nodes: how often workers say what they have.</param>
    public static IReadOnlyList<Func<IActorRef, Props>> Verifiers(VerifierRegistry registry, RewardSpec reward, TimeSpan reportEvery = default)
    {
        var grader = new TargetGrader(registry, RewardComposition.Of(reward), reward.TimeLimit, TimeProvider.System);
        Props Make(IActorRef coordinator) => Props.Create(() => new VerifierWorker(grader, reward.Places, reportEvery, coordinator));
        return [.. Enumerable.Range(0, reward.Workers).Select(_ => (Func<IActorRef, Props>)Make)];
    }
}
