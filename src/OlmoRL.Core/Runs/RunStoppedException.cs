namespace OlmoRL.Runs;

/// <summary>A run that stopped itself at a step boundary, all saved, because going on would have been wrong.</summary>
public sealed class RunStoppedException(string reason) : Exception(reason);
