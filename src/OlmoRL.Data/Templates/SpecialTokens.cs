namespace OlmoRL.Data.Templates;

/// <summary>The tokens that a template names, and those that can end a turn.</summary>
public sealed record SpecialTokens
{
    /// <summary><c>bos_token</c>; undefined in the template if null.</summary>
    public string? Bos { get; init; }

    /// <summary><c>eos_token</c>.</summary>
    public required string Eos { get; init; }

    /// <summary><c>pad_token</c>; undefined in the template if null.</summary>
    public string? Pad { get; init; }

    /// <summary><c>unk_token</c>; undefined in the template if null.</summary>
    public string? Unknown { get; init; }

    /// <summary>Texts of all special tokens: the first one after a turn's text ends the turn.</summary>
    public IReadOnlyList<string> Control { get; init; } = [];
}
