namespace OlmoRL.Verification.Instructions;

/// <summary>A constraint with a row's arguments, checked to be complete.</summary>
/// <param name="Constraint">Which.</param>
/// <param name="Arguments">Every parameter has a value.</param>
public sealed record ConstraintCall(Constraint Constraint, ConstraintArguments Arguments)
{
    /// <summary>Whether a response meets it as it stands.</summary>
    public bool IsMetStrictly(string response) => Constraint.IsMetBy(response, Arguments);

    /// <summary>Whether the response, or a variant without its first line, last line or asterisks, meets it.</summary>
    public bool IsMetLoosely(string response) => LooseVariants.Of(response).Any(v => Constraint.IsMetBy(v, Arguments));
}
