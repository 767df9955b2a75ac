using Akka.Actor;
using OlmoRL.Actors.Workers;
using OlmoRL.Inference;
using OlmoRL.Models;
using OlmoRL.Models.Weights;
using OlmoRL.Verification;

namespace OlmoRL.Actors.Hosting;

/// <summary>How the workers of a process are made, for runs and evaluations alike.</summary>
internal static class WorkerProps
{
    /// <summary>Inference workers, each with an engine on a thread of its own.</summary>
    public static IReadOnlyList<Func<IActorRef, Props>> Inference(
        int count, int groupSize, TransformerConfig config, EngineOptions engine, IWeightStore store)
    {
        // A slot freed at a step is refilled at the next: enough groups wait at the worker to cover several at once.
        var prefetched = Math.Max(1, engine.MaxRunning / groupSize / 4);
        Props Make(int index, IActorRef coordinator) => Props.Create(() => new InferenceWorker(
            new InferenceWorkerOptions($"inference-{index}", groupSize, prefetched), store,
            lease => new InferenceEngine(engine, new ModelRunner(config, lease.Weights, engine)), coordinator))
            .WithDispatcher(ActorHost.PinnedDispatcher);
        return [.. Enumerable.Range(0, count).Select<int, Func<IActorRef, Props>>(i => coordinator => Make(i, coordinator))];
    }

    /// <summary>A verifier worker that grades several completions at once.</summary>
    public static Func<IActorRef, Props> Verifier(VerifierRegistry registry, TimeSpan limit, int places) =>
        coordinator => Props.Create(() => new VerifierWorker(
            new TargetGrader(registry, limit, TimeProvider.System), places, coordinator));
}
