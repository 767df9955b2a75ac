using OlmoRL.Verification.Sandboxes;

namespace OlmoRL.Verification.Verifiers.Code;

/// <summary>Opens the sandboxes that a recipe asks for, and refuses before the run starts where they cannot work.</summary>
public static class SandboxChoice
{
    /// <summary>A pool with one sandbox started.</summary>
    /// <exception cref="ArgumentException">None of the kinds can run here; says for each what is missing.</exception>
    public static SandboxPool Open(CodeVerifierOptions options, TimeProvider time)
    {
        SandboxKind[] kinds = options.Sandbox == SandboxKind.Auto ? [SandboxKind.Docker, SandboxKind.Bubblewrap] : [options.Sandbox];
        List<string> reasons = [];
        foreach (var kind in kinds)
        {
            try
            {
                // Verifiers are made before any work starts, and there is nothing else to do meanwhile.
                return Task.Run(() => OpenAsync(kind, options, time)).GetAwaiter().GetResult();
            }
            catch (SandboxUnavailableException unavailable)
            {
                reasons.Add(unavailable.Message);
            }
        }

        throw new ArgumentException($"code verifiers need a sandbox: {string.Join("; or: ", reasons)}");
    }

    private static async Task<SandboxPool> OpenAsync(SandboxKind kind, CodeVerifierOptions options, TimeProvider time)
    {
        ISandboxSource source = kind == SandboxKind.Docker
            ? new DockerSandboxSource(DockerSandboxSource.DefaultImage, time)
            : new BubblewrapSandboxSource(BubblewrapSandboxSource.DefaultFolder(), time);
        var pool = new SandboxPool(source, options.Isolation, options.Sandboxes);
        try
        {
            await using var lease = await pool.RentAsync(CancellationToken.None).ConfigureAwait(false);
            return pool;
        }
        catch
        {
            await pool.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
