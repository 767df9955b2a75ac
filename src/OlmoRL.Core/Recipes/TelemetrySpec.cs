namespace OlmoRL.Recipes;

/// <summary>`[telemetry]` of an RLVR recipe: where metrics and traces of the run are sent by OpenTelemetry.</summary>
public sealed record TelemetrySpec : IRecipe
{
    /// <summary>An OTLP collector that speaks HTTP, as http://127.0.0.1:4318; empty sends nothing.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Share of groups that are traced, by their number.</summary>
    public double TracedShare { get; init; } = 1;

    /// <summary>A wait that lasts as long is said: what for, which, and how long; again each time it has doubled.</summary>
    public TimeSpan SlowWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Endpoint.Length > 0 && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")))
            yield return RecipeProblem.NotAllowed(nameof(Endpoint), Endpoint, "an http or https address such as http://127.0.0.1:4318, or nothing");
        if (SlowWait < TimeSpan.FromSeconds(1) || SlowWait > TimeSpan.FromDays(1))
            yield return RecipeProblem.NotAllowed(nameof(SlowWait), SlowWait.TotalSeconds, "1 second to 1 day");
        if (TracedShare is < 0 or > 1)
            yield return RecipeProblem.NotAllowed(nameof(TracedShare), TracedShare, "0 to 1");
    }
}
