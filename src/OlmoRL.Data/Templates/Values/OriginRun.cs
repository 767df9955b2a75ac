namespace OlmoRL.Data.Templates.Values;

/// <summary>A stretch of a text that was copied from a message.</summary>
/// <param name="Start">In UTF-16 units.</param>
/// <param name="Origin">Index of the message.</param>
internal readonly record struct OriginRun(int Start, int Length, int Origin)
{
    public int End => Start + Length;
}
