namespace OlmoRL.Recipes;

/// <summary>A model behind an OpenAI-compatible endpoint, `olmorl serve` included.</summary>
public sealed record EndpointSpec : IRecipe
{
    /// <summary>Up to and with /v1; empty for none.</summary>
    public string Url { get; init; } = "";

    /// <summary>The model's name there.</summary>
    public string Model { get; init; } = "";

    /// <summary>Environment variable that holds the key; empty sends none.</summary>
    public string KeyVariable { get; init; } = "";

    /// <summary>Requests at once.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Requests for one completion, retries included.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Time for one request.</summary>
    public TimeSpan RequestLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Url.Length == 0)
            yield break;
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            yield return RecipeProblem.NotAllowed(nameof(Url), Url, "an http or https address such as http://127.0.0.1:8080/v1");
        if (Model.Length == 0)
            yield return new RecipeProblem("model", "missing", "the model's name at the endpoint");
        if (Concurrency < 1)
            yield return RecipeProblem.NotAllowed(nameof(Concurrency), Concurrency, "at least 1");
        if (Attempts < 1)
            yield return RecipeProblem.NotAllowed(nameof(Attempts), Attempts, "at least 1");
        if (RequestLimit <= TimeSpan.Zero)
            yield return RecipeProblem.NotAllowed(nameof(RequestLimit), RequestLimit.TotalSeconds, "above 0 seconds");
    }
}
