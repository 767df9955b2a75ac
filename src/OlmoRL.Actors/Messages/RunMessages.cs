using MessagePack;

namespace OlmoRL.Actors.Messages;

/// <summary>Anyone to coordinator: finish the step, save, and stop.</summary>
[MessagePackObject]
public sealed record StopRun;

/// <summary>A worker's message to itself: one engine step.</summary>
[MessagePackObject]
public sealed record StepEngine;

/// <summary>Coordinator to a worker or writer: hand over what you hold back, then answer <see cref="Flushed"/> with the same step.</summary>
[MessagePackObject]
public sealed record Flush([property: Key(0)] int Step);

/// <summary>To coordinator: all that was held back has been sent, or written.</summary>
[MessagePackObject]
public sealed record Flushed([property: Key(0)] int Step);

/// <summary>Coordinator to metrics writer: the metrics of one step.</summary>
[MessagePackObject]
public sealed record WriteMetrics([property: Key(0)] int Step, [property: Key(1)] Dictionary<string, double> Metrics);

/// <summary>Host to an actor: begin.</summary>
[MessagePackObject]
public sealed record Start;
