using OlmoRL.Actors.Messages;

namespace OlmoRL.Actors.Wire;

/// <summary>The one table of message types and their names on the wire. A name is never reused for another type.</summary>
public static class WireManifest
{
    private static readonly (string Name, Type Type)[] Table =
    [
        ("work", typeof(RequestWork)),
        ("gen", typeof(GenerateGroup)),
        ("prefix", typeof(SampledPrefix)),
        ("inputs", typeof(EngineInputs)),
        ("cancel", typeof(CancelGroup)),
        ("has", typeof(WorkHeld)),
        ("known", typeof(WorkKnown)),
        ("tok", typeof(TokensAppended)),
        ("fin", typeof(CompletionFinished)),
        ("eng", typeof(EngineReport)),
        ("want", typeof(RequestScoring)),
        ("hass", typeof(ScoringHeld)),
        ("knowns", typeof(ScoringKnown)),
        ("score", typeof(ScorePart)),
        ("scored", typeof(CompletionScored)),
        ("train", typeof(TrainOn)),
        ("fetch", typeof(FetchGroup)),
        ("group", typeof(GroupPart)),
        ("step", typeof(StepCompleted)),
        ("save", typeof(SaveTrainState)),
        ("ckpt", typeof(SaveCheckpoint)),
        ("saved", typeof(Saved)),
        ("weights", typeof(WeightsPublished)),
        ("flush", typeof(Flush)),
        ("flushed", typeof(Flushed)),
        ("stop", typeof(StopRun)),
        ("tick", typeof(StepEngine)),
        ("hold", typeof(HoldGeneration)),
        ("metrics", typeof(WriteMetrics)),
        ("start", typeof(Start)),
        ("join", typeof(JoinNode)),
        ("welcome", typeof(NodeWelcome)),
        ("refused", typeof(NodeRefused)),
        ("there", typeof(StillThere)),
        ("here", typeof(Here)),
        ("standby", typeof(StandBy)),
        ("noted", typeof(StandByNoted)),
        ("over", typeof(RunEnded)),
        ("heard", typeof(EndHeard)),
        ("joinl", typeof(JoinLearner)),
        ("welcomel", typeof(LearnerWelcome)),
        ("readyl", typeof(LearnerReady)),
        ("arrived", typeof(WeightsArrived)),
        ("missed", typeof(WeightsMissed)),
        ("ask", typeof(AskStatus)),
        ("status", typeof(RunStatus)),
    ];

    private static readonly Dictionary<string, Type> ByName = Table.ToDictionary(row => row.Name, row => row.Type);
    private static readonly Dictionary<Type, string> ByType = Table.ToDictionary(row => row.Type, row => row.Name);

    /// <summary>Every message type.</summary>
    public static IReadOnlyCollection<Type> Types => ByType.Keys;

    /// <summary>A type's name on the wire.</summary>
    public static string NameOf(Type type) => ByType[type];

    /// <summary>The type of a name, or null when this program does not know it.</summary>
    public static Type? Find(string name) => ByName.GetValueOrDefault(name);
}
