using System.Collections.Concurrent;
using OlmoRL.Recipes;
using OlmoRL.Rewards;
using OlmoRL.Verification.Instructions;
using OlmoRL.Verification.Judging;
using OlmoRL.Verification.Scripts;
using OlmoRL.Verification.Verifiers;
using OlmoRL.Verification.Verifiers.Code;
using OlmoRL.Verification.Verifiers.Format;

namespace OlmoRL.Verification;

/// <summary>Verifiers by name. The name is what a row's `dataset`, or a recipe, says.</summary>
/// <remarks>A verifier is made once, at first use; those that own processes or files are disposed with the registry.</remarks>
/// <param name="folder">What `script:PATH` and `assembly:PATH` are relative to.</param>
/// <param name="tables">Options and aliases: the recipe's `[reward.verifiers.NAME]`.</param>
public sealed class VerifierRegistry(string folder, IReadOnlyDictionary<string, RecipeTable> tables) : IAsyncDisposable
{
    private static readonly Dictionary<string, Func<VerifierContext, IVerifier>> Factories = new(StringComparer.OrdinalIgnoreCase)
    {
        ["arithmetic"] = _ => new ArithmeticVerifier(),
        ["code"] = CodeVerifier.Create,
        ["code_stdio"] = CodeVerifier.Create,
        ["flan"] = _ => new TextVerifier(TextRule.Flan),
        ["format"] = _ => new FormatVerifier(),
        ["general-quality"] = c => JudgeVerifier.Create(c, JudgeMode.Quality),
        ["general-quality_ref"] = c => JudgeVerifier.Create(c, JudgeMode.Reference),
        ["gsm8k"] = _ => new GsmVerifier(),
        ["ifbench"] = c => new InstructionVerifier(c.Options<InstructionOptions>()),
        ["ifeval"] = c => new InstructionVerifier(c.Options<InstructionOptions>()),
        ["ifeval_old"] = c => new InstructionVerifier(c.Options<InstructionOptions>()),
        ["judge"] = c => JudgeVerifier.Create(c),
        ["language_consistency"] = c => new LanguageConsistencyVerifier(c.Options<LanguageConsistencyOptions>()),
        ["math"] = c => new MathVerifier(c.Options<MathOptions>()),
        ["max_length"] = c => new LengthVerifier(c.Options<LengthOptions>(), onlyAbove: false),
        ["passthrough"] = _ => new PassthroughVerifier(),
        ["puzzle"] = _ => new TextVerifier(TextRule.Puzzle),
        ["re_search"] = _ => new TextVerifier(TextRule.ReSearch),
        ["re_search_f1"] = _ => new TextVerifier(TextRule.ReSearchF1),
        ["repetition"] = c => new RepetitionVerifier(c.Options<RepetitionOptions>()),
        ["rubric"] = c => JudgeVerifier.Create(c, JudgeMode.Rubric),
        ["soft_overlong"] = c => new SoftOverlongVerifier(c.Options<SoftOverlongOptions>()),
        ["strict_math"] = c => new MathVerifier(c.Options<MathOptions>() with { Mode = MathMode.Strict }),
        ["string_f1"] = _ => new TextVerifier(TextRule.StringF1),
        ["string_matcher"] = _ => new TextVerifier(TextRule.StringMatcher),
        ["thinking_format"] = c => new ThinkingFormatVerifier(c.Options<ThinkingFormatOptions>()),
        ["up_to_max_length"] = c => new LengthVerifier(c.Options<LengthOptions>(), onlyAbove: true),
    };

    private readonly Dictionary<string, RecipeTable> _tables = new(tables, StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Lazy<IVerifier>> _made = new(StringComparer.OrdinalIgnoreCase);
    private readonly SharedResources _shared = new();

    /// <summary>A registry without options or aliases.</summary>
    public VerifierRegistry(string folder)
        : this(folder, new Dictionary<string, RecipeTable>())
    {
    }

    /// <summary>Names that are always there, in order.</summary>
    public static IReadOnlyList<string> KnownNames { get; } = [.. Factories.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Names that the recipe gives options or a type.</summary>
    public IEnumerable<string> ConfiguredNames => _tables.Keys;

    /// <summary>The verifier of a name, made at first use.</summary>
    /// <exception cref="ArgumentException">No verifier has that name.</exception>
    /// <exception cref="RecipeException">Its options are not allowed.</exception>
    /// <exception cref="ScriptException">Its script does not compile.</exception>
    public IVerifier Create(string name) => _made.GetOrAdd(name, n => new Lazy<IVerifier>(() => Make(n))).Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var made in _made.Values.Where(m => m.IsValueCreated))
            await SharedResources.DisposeAsync(made.Value).ConfigureAwait(false);
        _made.Clear();
        await _shared.DisposeAsync().ConfigureAwait(false);
    }

    private IVerifier Make(string name)
    {
        var table = _tables.GetValueOrDefault(name);
        var verifier = Make(table?.Text("type") is { Length: > 0 } type ? type : name, new VerifierContext(table, folder, _shared));
        if (table is { IsBound: false })
            _ = table.Bind<VerifierOptions>();
        return verifier;
    }

    private static IVerifier Make(string type, VerifierContext context)
    {
        if (OperatorCode.Is(type))
        {
            var options = context.Options<OperatorCodeOptions>();
            var code = OperatorCode.Rooted(type, context.Folder);
            return options.Isolated ? new IsolatedVerifier(code, options) : OperatorCode.Load(code);
        }

        return Factories.TryGetValue(type, out var make)
            ? make(context)
            : throw new ArgumentException($"no verifier is named {type}; known: {string.Join(", ", KnownNames)}, script:PATH, assembly:PATH;TYPE");
    }
}
