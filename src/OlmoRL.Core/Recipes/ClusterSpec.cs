using System.Net;

namespace OlmoRL.Recipes;

/// <summary>`[cluster]` of an RLVR recipe: where the run can be joined by `olmorl node`.</summary>
public sealed record ClusterSpec : IRecipe
{
    /// <summary>Port at which nodes join; 0 keeps the run within its process. Weights are served at the next port.</summary>
    public int Port { get; init; }

    /// <summary>Address that the run binds and nodes connect to. What goes over it is not encrypted, so it must be a loopback address.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Silence after which a node counts as lost; long enough for a busy processor or a collection of garbage.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(15);


    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Port is < 0 or > 65_534)
            yield return RecipeProblem.NotAllowed(nameof(Port), Port, "0 to 65534");
        if (!IPAddress.TryParse(Host, out var address) || !IPAddress.IsLoopback(address))
            yield return RecipeProblem.NotAllowed(nameof(Host), Host, "a loopback address such as 127.0.0.1: connections are not encrypted");
        if (LostAfter < TimeSpan.FromSeconds(1) || LostAfter > TimeSpan.FromMinutes(10))
            yield return RecipeProblem.NotAllowed(nameof(LostAfter), LostAfter.TotalSeconds, "1 second to 10 minutes");
    }
}
