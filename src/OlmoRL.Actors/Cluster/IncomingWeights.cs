namespace OlmoRL.Actors.Cluster;

/// <summary>The version that a node is fetching: its children get each chunk as soon as the node has it.</summary>
/// <remarks>A tree then takes little longer than its first level, whatever its depth.</remarks>
public sealed class IncomingWeights
{
    private readonly Lock _gate = new();
    private IncomingVersion? _version;

    /// <summary>A version begins to come.</summary>
    internal IncomingVersion Begin(long version, string path)
    {
        var begun = new IncomingVersion(version, path);
        lock (_gate)
        {
            _version?.Abandon();
            _version = begun;
        }

        return begun;
    }

    /// <summary>The version is whole: it is served from its file.</summary>
    internal void Complete()
    {
        lock (_gate)
            _version = null;
    }

    /// <summary>The version, if it is the one that comes.</summary>
    internal IncomingVersion? Find(long version)
    {
        lock (_gate)
            return _version?.Version == version ? _version : null;
    }
}
