using System.Collections.Concurrent;
using OlmoRL.Rewards;
using OlmoRL.Verification.Scripts;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification;

/// <summary>Verifiers by name. The name is what a row's `dataset`, or a recipe, says.</summary>
/// <param name="scriptFolder">What `script:PATH` is relative to.</param>
public sealed class VerifierRegistry(string scriptFolder)
{
    private const string ScriptPrefix = "script:";

    private static readonly Dictionary<string, Func<IVerifier>> Factories = new(StringComparer.OrdinalIgnoreCase)
    {
        ["arithmetic"] = () => new ArithmeticVerifier(),
        ["format"] = () => new FormatVerifier(),
    };

    private readonly ConcurrentDictionary<string, Lazy<IVerifier>> _made = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The verifier of a name, made at first use.</summary>
    /// <exception cref="ArgumentException">No verifier has that name.</exception>
    /// <exception cref="ScriptException">Its script does not compile.</exception>
    public IVerifier Create(string name) => _made.GetOrAdd(name, n => new Lazy<IVerifier>(() => Make(n))).Value;

    private IVerifier Make(string name)
    {
        if (name.StartsWith(ScriptPrefix, StringComparison.Ordinal))
            return new ScriptVerifier(Path.Combine(scriptFolder, name[ScriptPrefix.Length..]));
        return Factories.TryGetValue(name, out var make)
            ? make()
            : throw new ArgumentException($"no verifier is named {name}; known: {string.Join(", ", Factories.Keys.Order(StringComparer.Ordinal))}, script:PATH");
    }
}
