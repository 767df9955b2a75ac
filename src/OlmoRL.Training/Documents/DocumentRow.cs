using OlmoRL.Batching;
using OlmoRL.Data.Mixtures;

namespace OlmoRL.Training.Documents;

/// <summary>A row on its way to the learner.</summary>
/// <param name="Id">Where it is stored.</param>
/// <param name="Documents">One document, or chosen and rejected.</param>
public sealed record DocumentRow(MixtureRow Id, IReadOnlyList<TrainingSample> Documents)
{
    /// <summary>Tokens of all documents.</summary>
    public int TokenCount => Documents.Sum(d => d.TokenIds.Length);
}
