using OlmoRL.Rewards;

namespace OlmoRL.Verification.Scripts;

/// <summary>The other side: a process that loads operator's code once and grades what it is sent until its input closes.</summary>
/// <remarks>This assembly's entry point. What the code prints goes to standard error, for standard output carries messages.</remarks>
internal static class ScriptHost
{
    private static async Task<int> Main(string[] args)
    {
        using var output = Console.OpenStandardOutput();
        using var input = Console.OpenStandardInput();
        Console.SetOut(Console.Error);
        return await RunAsync(args.Length > 0 ? args[0] : "", input, output).ConfigureAwait(false);
    }

    /// <summary>Serves until the input ends; 0 unless the code could not be loaded.</summary>
    internal static async Task<int> RunAsync(string rooted, Stream input, Stream output)
    {
        IVerifier code;
        try
        {
            code = OperatorCode.Load(rooted);
        }
        catch (Exception unusable)
        {
            await HostMessages.WriteAsync(output, Refusal(unusable), CancellationToken.None).ConfigureAwait(false);
            return 1;
        }

        await HostMessages.WriteAsync(output, new HostAnswer("ready"), CancellationToken.None).ConfigureAwait(false);
        while (await HostMessages.ReadAsync<VerificationRequest>(input, CancellationToken.None).ConfigureAwait(false) is { } request)
            await HostMessages.WriteAsync(output, HostAnswer.Of(await GradeAsync(code, request).ConfigureAwait(false)), CancellationToken.None).ConfigureAwait(false);
        return 0;
    }

    private static HostAnswer Refusal(Exception unusable) => unusable switch
    {
        ScriptException script => new("compile", Reason: script.Problem, File: script.File, Line: script.Line, Column: script.Column),
        IOException => new("missing", Reason: unusable.Message),
        _ => new("unusable", Reason: unusable.Message),
    };

    private static async Task<Verdict> GradeAsync(IVerifier code, VerificationRequest request)
    {
        try
        {
            return await code.VerifyAsync(request, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            return new Verdict.Failed($"{fault.GetType().Name}: {fault.Message}");
        }
    }
}
