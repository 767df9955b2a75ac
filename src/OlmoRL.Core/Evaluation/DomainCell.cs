namespace OlmoRL.Evaluation;

/// <summary>A model of the domains experiment, on the held-out problems of one domain.</summary>
/// <param name="Domain">Whose problems.</param>
/// <param name="Verifier">Grades them.</param>
/// <param name="Seed">Of both runs.</param>
/// <param name="SingleRun">Folder of the run on this domain alone.</param>
/// <param name="Single">Its end model.</param>
/// <param name="MixRun">Folder of the run on all domains.</param>
/// <param name="Mix">Its end model.</param>
public sealed record DomainCell(
    string Domain, string Verifier, int Seed, string SingleRun, EvaluationReport Single, string MixRun, EvaluationReport Mix);
