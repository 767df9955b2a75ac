using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using OlmoRL.Rewards;

namespace OlmoRL.Verification.Scripts;

/// <summary>A reward that the operator wrote as a C# script, compiled.</summary>
/// <remarks>
/// Roslyn scripts run with full trust in the process that compiles them: this is no sandbox. Operators' own scripts only;
/// text a model wrote is data to the script and is never compiled.
/// </remarks>
public sealed class CompiledScript : IVerifier
{
    private readonly ScriptRunner<object> _run;

    /// <summary>Compiles a script.</summary>
    /// <exception cref="ScriptException">It does not compile; names file, line and column.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public CompiledScript(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} does not exist");
        var options = ScriptOptions.Default
            .WithReferences(typeof(ScriptGlobals).Assembly, typeof(Verdict).Assembly, typeof(Enumerable).Assembly,
                typeof(System.Text.Json.JsonElement).Assembly, typeof(System.Text.RegularExpressions.Regex).Assembly)
            .WithImports("System", "System.Linq", "System.Collections.Generic", "System.Text.Json",
                "System.Text.RegularExpressions")
            .WithFilePath(path);
        var script = CSharpScript.Create<object>(File.ReadAllText(path), options, typeof(ScriptGlobals));
        var error = script.Compile().FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error);
        if (error is not null)
        {
            var at = error.Location.GetLineSpan().StartLinePosition;
            throw new ScriptException(path, at.Line + 1, at.Character + 1, error.GetMessage(null));
        }

        _run = script.CreateDelegate();
    }

    /// <inheritdoc/>
    public async ValueTask<Verdict> VerifyAsync(VerificationRequest request, CancellationToken cancellation) =>
        await _run(new ScriptGlobals(request), cancellation).ConfigureAwait(false) switch
        {
            Verdict verdict => verdict,
            bool right => right ? new Verdict.Correct() : new Verdict.Incorrect("the script said false"),
            IConvertible number and not string => ScriptGlobals.Score(number.ToDouble(null)),
            null => new Verdict.Failed("the script has no value"),
            var other => new Verdict.Failed($"the script's value is a {other.GetType().Name}, not a verdict, bool or number"),
        };
}
