using System.Runtime.InteropServices;

namespace OlmoRL.Cli.Learners;

/// <summary>Cancelled by Ctrl-C, or by the signal that mpirun passes on to every process of a group.</summary>
internal sealed class LearnerGroupStop : IDisposable
{
    /// <summary>SIGUSR1, which PosixSignal has no name for.</summary>
    public const int Signal = 10;

    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration _registration;

    public LearnerGroupStop(CancellationToken stop)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _registration = PosixSignalRegistration.Create((PosixSignal)Signal, context =>
        {
            context.Cancel = true;
            _source.Cancel();
        });
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
