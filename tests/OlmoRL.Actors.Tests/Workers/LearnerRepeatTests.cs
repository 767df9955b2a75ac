using Akka.Actor;
using OlmoRL.Actors.Hosting;
using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Tests.Fakes;
using OlmoRL.Inference;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Training;

namespace OlmoRL.Actors.Tests.Workers;

public sealed class LearnerRepeatTests : IDisposable
{
    private static readonly PolicyVersion Next = PolicyVersion.Start.Next();
    private readonly TinyRun _run = new();
    private readonly ActorSystem _system = ActorHost.Start(serializeMessages: true);
    private readonly SharedWeightStore _store;
    private readonly IActorRef _learner;
    private readonly Inbox _coordinator;

    public LearnerRepeatTests()
    {
        var recipe = RecipeLoader.Load<RlvrRecipe>(_run.RecipePath, []) with { Directory = _run.Open("run").Root };
        var setup = new LearnerSetup(recipe, GrpoSpecs.ToOptions(recipe, _run.RecipePath));
        var config = CheckpointPreflight.ReadConfig(recipe.Checkpoint, _run.RecipePath);
        _store = new SharedWeightStore(() => EngineBackend.AllocateWeights(config, EngineOptions.Of(recipe.Engine, recipe.Rollout.Slots, config.MaxPositions, 1)));
        _learner = _system.ActorOf(setup.Props(setup.Make(null, null), _store), "learner");
        _coordinator = Inbox.Create(_system);
    }

    [Fact]
    public async Task A_step_that_is_ordered_again_is_answered_again_and_taken_once()
    {
        var order = new TrainOn(PolicyVersion.Start, [7]);
        _ = await AskAsync<FetchGroup>(order);
        _ = await AskAsync<FetchGroup>(order); // the first request was lost
        foreach (var part in GroupPart.Split(Group(7)).Concat(GroupPart.Split(Group(7))))
            _learner.Tell(part, _coordinator.Receiver);
        var completed = Assert.IsType<StepCompleted>(await _coordinator.ReceiveAsync(TimeSpan.FromSeconds(60)));

        var again = await AskAsync<StepCompleted>(order); // the answer was lost

        Assert.Equal(Next, completed.Weights.Version);
        Assert.Equal(completed.Weights, again.Weights);
        Assert.Equal(Next.Next(), (await AskAsync<StepCompleted>(new TrainOn(Next, []))).Weights.Version);
    }

    [Fact]
    public async Task What_was_written_is_not_written_again()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_run.Open("run").Root, "state")).FullName;
        _ = await AskAsync<Saved>(new SaveTrainState("state"));
        Directory.Delete(folder, recursive: true);

        var again = await AskAsync<Saved>(new SaveTrainState("state"));

        Assert.Equal("state", again.Folder);
        Assert.False(Directory.Exists(folder));
    }

    public void Dispose()
    {
        _coordinator.Dispose();
        _system.Dispose();
        _store.Dispose();
        _run.Dispose();
    }

    private async Task<T> AskAsync<T>(object message)
    {
        _learner.Tell(message, _coordinator.Receiver);
        return Assert.IsType<T>(await _coordinator.ReceiveAsync(TimeSpan.FromSeconds(60)));
    }

    private static RolloutGroup Group(long id) => new()
    {
        Id = id,
        Prompt = new Prompt { ItemId = "x", TokenIds = [5, 6, 7], Text = "", Targets = [], Row = "{}" },
        Rollouts = [Rollout(0, 1), Rollout(1, -1)],
    };

    private static Rollout Rollout(int sibling, double advantage) => new()
    {
        Sibling = sibling,
        Completion = new Completion
        {
            Segments = [new CompletionSegment { TokenIds = [8, 9 + sibling], LogProbs = [-1, -2], Spans = [new PolicySpan(0, 2, PolicyVersion.Start)] }],
            FinishReason = FinishReason.Stop,
            Text = "",
        },
        Reward = advantage > 0 ? 1 : 0,
        Solved = advantage > 0,
        Advantage = advantage,
    };
}
