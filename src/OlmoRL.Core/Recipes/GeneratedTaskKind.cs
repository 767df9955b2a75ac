namespace OlmoRL.Recipes;

/// <summary>Tasks that need no file.</summary>
public enum GeneratedTaskKind
{
    /// <summary>Word problems with an answer line.</summary>
    Arithmetic,

    /// <summary>Tiny Python functions, run in the sandbox.</summary>
    Code,

    /// <summary>Texts under constraints of IFEval.</summary>
    Instructions,

    /// <summary>Questions about a passage, with a reference answer.</summary>
    Reading,

    /// <summary>All of them in turn.</summary>
    Mix,
}
