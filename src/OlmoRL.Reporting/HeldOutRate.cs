using OlmoRL.Evaluation;

namespace OlmoRL.Reporting;

/// <summary>pass@1 of drawn models on drawn problems: what a bootstrap resamples.</summary>
internal static class HeldOutRate
{
    /// <summary>Mean over both.</summary>
    /// <param name="models">A report a seed, all on the same problems.</param>
    /// <param name="seeds">Indices into the models.</param>
    /// <param name="problems">Indices into the problems.</param>
    public static double Of(IReadOnlyList<EvaluationReport> models, int[] seeds, int[] problems) =>
        seeds.Average(s => problems.Average(p => (double)models[s].Problems[p].Correct / models[s].Problems[p].Samples));
}
