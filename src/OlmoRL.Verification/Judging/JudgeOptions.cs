using OlmoRL.Recipes;

namespace OlmoRL.Verification.Judging;

/// <summary>What a judge compares an answer with.</summary>
public enum JudgeMode
{
    /// <summary>The ground truth is a reference answer.</summary>
    Reference,

    /// <summary>Nothing: the answer is judged by its quality.</summary>
    Quality,

    /// <summary>The ground truth is a list of weighted criteria.</summary>
    Rubric,
}

/// <summary>A judge: a model behind an OpenAI-compatible endpoint, `olmorl serve` included.</summary>
public sealed record JudgeOptions : VerifierOptions
{
    /// <summary>Up to and including the version: `http://127.0.0.1:8000/v1`.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>The model's name at the endpoint.</summary>
    public string Model { get; init; } = "";

    /// <summary>The environment variable that holds the endpoint's key; empty sends none.</summary>
    public string KeyVariable { get; init; } = "";

    /// <summary>What the answer is compared with; the registered names `general-quality`, `general-quality_ref` and `rubric` say it already.</summary>
    public JudgeMode Mode { get; init; } = JudgeMode.Reference;

    /// <summary>Sampling temperature of the judge.</summary>
    public double Temperature { get; init; }

    /// <summary>Most tokens of a reply, thinking included.</summary>
    public int MaxReplyTokens { get; init; } = 2048;

    /// <summary>Most characters of a prompt and of an answer each; their middle is left out beyond.</summary>
    public int MaxCharacters { get; init; } = 32_000;

    /// <summary>Whether the request asks the endpoint to keep replies to the JSON schema.</summary>
    public bool Structured { get; init; } = true;

    /// <summary>Time for one request.</summary>
    public TimeSpan RequestLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Requests for one judgement, the first included.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Wait before the second request; it doubles each time, more or less a half at random.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Requests at once.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Tokens, both ways, after which nothing more is asked; 0 is no limit. Requests under way still end.</summary>
    public long MaxTokens { get; init; }

    /// <summary>Dollars after which nothing more is asked; 0 is no limit. Needs prices.</summary>
    public double MaxCost { get; init; }

    /// <summary>Dollars for a million tokens of requests.</summary>
    public double RequestPrice { get; init; }

    /// <summary>Dollars for a million tokens of replies.</summary>
    public double ReplyPrice { get; init; }

    /// <summary>Folder in which judgements are kept; empty keeps none.</summary>
    [RecipePath]
    public string Cache { get; init; } = "";

    /// <inheritdoc/>
    public override IEnumerable<RecipeProblem> Validate()
    {
        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            yield return RecipeProblem.NotAllowed(nameof(Endpoint), Endpoint, "an http or https address such as http://127.0.0.1:8000/v1");
        if (Model.Length == 0)
            yield return RecipeProblem.NotAllowed(nameof(Model), Model, "the judge's name at the endpoint");
        if (Temperature < 0)
            yield return RecipeProblem.NotAllowed(nameof(Temperature), Temperature, "at least 0");
        if (MaxReplyTokens < 1)
            yield return RecipeProblem.NotAllowed(nameof(MaxReplyTokens), MaxReplyTokens, "at least 1");
        if (MaxCharacters < 100)
            yield return RecipeProblem.NotAllowed(nameof(MaxCharacters), MaxCharacters, "at least 100");
        if (RequestLimit <= TimeSpan.Zero)
            yield return RecipeProblem.NotAllowed(nameof(RequestLimit), RequestLimit.TotalSeconds, "above 0 seconds");
        if (Attempts is < 1 or > 20)
            yield return RecipeProblem.NotAllowed(nameof(Attempts), Attempts, "1 to 20");
        if (FirstDelay < TimeSpan.Zero)
            yield return RecipeProblem.NotAllowed(nameof(FirstDelay), FirstDelay.TotalSeconds, "at least 0 seconds");
        if (Concurrency < 1)
            yield return RecipeProblem.NotAllowed(nameof(Concurrency), Concurrency, "at least 1");
        if (MaxTokens < 0)
            yield return RecipeProblem.NotAllowed(nameof(MaxTokens), MaxTokens, "at least 0");
        if (MaxCost < 0 || (MaxCost > 0 && RequestPrice + ReplyPrice <= 0))
            yield return RecipeProblem.NotAllowed(nameof(MaxCost), MaxCost, "at least 0, and with request_price or reply_price");
    }
}
