namespace OlmoRL.Serving.Generation;

/// <summary>What the engine of a loop was doing after its last step.</summary>
/// <param name="Running">Sequences in a slot.</param>
/// <param name="Waiting">Sequences that wait for one.</param>
/// <param name="UsedBlocks">Cache blocks in use, over both kinds of layers.</param>
/// <param name="Tokens">Tokens sampled since the start.</param>
/// <param name="Steps">Engine steps since the start.</param>
/// <param name="Preemptions">Times a sequence lost its blocks to an older one.</param>
public sealed record LoopStatus(int Running, int Waiting, int UsedBlocks, long Tokens, long Steps, long Preemptions);
