using Akka.Actor;
using OlmoRL.Actors.Cluster;
using OlmoRL.Actors.Messages;
using OlmoRL.Recipes;

namespace OlmoRL.Actors.Hosting;

/// <summary>Asks a run that nodes can join how it stands, without joining it.</summary>
public sealed class StatusHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ClusterSettings _settings;
    private readonly ActorSystem _system;
    private readonly string _run;

    /// <summary>Does not connect yet.</summary>
    /// <param name="run">host:port of the run.</param>
    /// <param name="cluster">Where this process can be reached, and its certificate.</param>
    /// <exception cref="RecipeException">The certificate cannot be used.</exception>
    public StatusHost(string run, ClusterSpec cluster)
    {
        _run = run;
        _settings = new ClusterSettings(cluster.Host, 0, [], [], cluster.LostAfter, ClusterIdentity.Open(cluster, run));
        _system = ActorHost.Start(cluster: _settings);
    }

    /// <summary>How the run stands now, and who would take it over.</summary>
    /// <exception cref="RecipeException">It does not answer.</exception>
    public async Task<(RunStatus Run, IReadOnlyList<string> Standbys)> AskAsync()
    {
        var user = $"{_settings.AddressOf(_run)}/user";
        try
        {
            var status = await _system.ActorSelection($"{user}/run").Ask<RunStatus>(new AskStatus(), Patience).ConfigureAwait(false);
            return (status, (await _system.ActorSelection($"{user}/{NodeGate.Name}").Ask<Here>(new AskStatus(), Patience).ConfigureAwait(false)).Standbys);
        }
        catch (AskTimeoutException)
        {
            throw new RecipeException(_run, "", $"no run answers within {Patience.TotalSeconds:F0} seconds", "cluster.host:cluster.port of a run that goes on");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _system.Dispose();
}
