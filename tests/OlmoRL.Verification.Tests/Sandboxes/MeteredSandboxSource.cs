using System.Diagnostics;
using OlmoRL.Verification.Sandboxes;

namespace OlmoRL.Verification.Tests.Sandboxes;

/// <summary>Sandboxes that report how long after its limit each run was over, and with it everything that it had started.</summary>
internal sealed class MeteredSandboxSource(ISandboxSource inner, Action<TimeSpan> report) : ISandboxSource
{
    public async Task<ISandbox> StartAsync(CancellationToken cancellation) => new Metered(await inner.StartAsync(cancellation), report);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Metered(ISandbox inner, Action<TimeSpan> report) : ISandbox
    {
        public bool IsReusable => inner.IsReusable;

        public async Task<SandboxResult> RunAsync(SandboxRequest request, CancellationToken cancellation)
        {
            var began = Stopwatch.GetTimestamp();
            var result = await inner.RunAsync(request, cancellation);
            report(Stopwatch.GetElapsedTime(began) - request.Limits.Time);
            return result;
        }

        public Task<string?> ResetAsync(CancellationToken cancellation) => inner.ResetAsync(cancellation);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
