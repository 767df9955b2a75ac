namespace OlmoRL.Data.Tasks;

/// <summary>Problems without end, drawn from a seed, and a corpus that solves those of the training split, well and badly.</summary>
public interface IGeneratedTask
{
    /// <summary>Problem i of a split; it depends on the seed, split and i only.</summary>
    GeneratedProblem Draw(ProblemSplit split, long index);

    /// <summary>Document i of the corpus, without the end token: a prompt of the training split and what follows it.</summary>
    string Document(long index);
}
