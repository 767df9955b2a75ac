namespace OlmoRL.Recipes;

/// <summary>What a stage of a flow does.</summary>
public enum StageKind
{
    /// <summary>Makes a small base model from nothing.</summary>
    Pretrain,

    /// <summary>Goes on with pretraining from a checkpoint, on another mixture.</summary>
    Midtrain,

    /// <summary>Trains on conversations, or on prompts with completions.</summary>
    Sft,

    /// <summary>Samples rows for a later stage: preference pairs, or completions that were found correct.</summary>
    Pairs,

    /// <summary>Trains on preference pairs.</summary>
    Dpo,

    /// <summary>Trains by reinforcement learning.</summary>
    Rlvr,

    /// <summary>Averages checkpoints.</summary>
    Merge,

    /// <summary>Measures a checkpoint.</summary>
    Evaluate,

    /// <summary>Writes tables and pictures of the stages before it.</summary>
    Report,
}

/// <summary>What later stages may take from a stage.</summary>
public static class StageKinds
{
    /// <summary>Whether a stage of this kind ends with a checkpoint.</summary>
    public static bool MakesCheckpoint(this StageKind kind) =>
        kind is StageKind.Pretrain or StageKind.Midtrain or StageKind.Sft or StageKind.Dpo or StageKind.Rlvr or StageKind.Merge;

    /// <summary>Whether a later stage can name a stage of this kind.</summary>
    public static bool MakesInput(this StageKind kind) => kind == StageKind.Pairs || kind.MakesCheckpoint();
}
