namespace OlmoRL.Actors.Cluster;

/// <summary>How a node's part in a run ended.</summary>
internal enum NodeEnd
{
    /// <summary>The run is over.</summary>
    RunEnded,

    /// <summary>The node leaves.</summary>
    Left,

    /// <summary>The coordinator is silent, or counts this node as lost: another beginning may be possible.</summary>
    CoordinatorLost,

    /// <summary>Nobody answered, or not within the time.</summary>
    NobodyThere,

    /// <summary>The run did not let it in.</summary>
    Refused,
}

/// <summary>How a node's part in a run ended, and why.</summary>
/// <param name="Reason">For a user; empty where nothing went wrong.</param>
internal sealed record NodeOutcome(NodeEnd End, string Reason = "");
