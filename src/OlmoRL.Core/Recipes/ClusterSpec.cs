using System.Net;

namespace OlmoRL.Recipes;

/// <summary>`[cluster]` of an RLVR recipe: where the run can be joined by `olmorl node`.</summary>
public sealed record ClusterSpec : IRecipe
{
    /// <summary>Port at which nodes join; 0 keeps the run within its process. Weights are served at the next port.</summary>
    public int Port { get; init; }

    /// <summary>Address of this process, that it binds and others connect to. Without a certificate it must be a loopback address.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>PEM: this process's certificate and its private key. With it every connection is TLS, and both sides show one.</summary>
    [RecipePath]
    public string Certificate { get; init; } = "";

    /// <summary>PEM: the certificate of the authority that signed all of them.</summary>
    [RecipePath]
    public string Authority { get; init; } = "";

    /// <summary>Silence after which a node counts as lost; long enough for a busy processor or a collection of garbage.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Where the model is trained. A node that trains sees the run's folder, where it writes snapshots and checkpoints.</summary>
    public LearnerPlace Learner { get; init; } = LearnerPlace.Here;

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Port is < 0 or > 65_534)
            yield return RecipeProblem.NotAllowed(nameof(Port), Port, "0 to 65534");
        if (!IPAddress.TryParse(Host, out var address))
            yield return RecipeProblem.NotAllowed(nameof(Host), Host, "an IP address");
        else if (Certificate.Length == 0 && !IPAddress.IsLoopback(address))
            yield return RecipeProblem.NotAllowed(nameof(Host), Host, "a loopback address such as 127.0.0.1, or cluster.certificate and cluster.authority so that connections are encrypted");
        foreach (var (name, path) in new[] { (nameof(Certificate), Certificate), (nameof(Authority), Authority) })
        {
            if (path.Length > 0 && !File.Exists(path))
                yield return RecipeProblem.NotAllowed(name, path, "a PEM file");
        }

        if ((Certificate.Length == 0) != (Authority.Length == 0))
            yield return new RecipeProblem("certificate", "one of certificate and authority is missing", "both, or none");
        if (LostAfter < TimeSpan.FromSeconds(1) || LostAfter > TimeSpan.FromMinutes(10))
            yield return RecipeProblem.NotAllowed(nameof(LostAfter), LostAfter.TotalSeconds, "1 second to 10 minutes");
    }
}
