namespace OlmoRL.Data.Contamination;

/// <summary>An evaluation item that stands in the training data.</summary>
/// <param name="Item">Row of the evaluation set, from 1.</param>
/// <param name="Share">Share of its 8-grams that the training data holds.</param>
/// <param name="TrainingFile">The file of the training row that shares most.</param>
/// <param name="TrainingRow">That row, from 1.</param>
/// <param name="SharedGrams">8-grams that the two share.</param>
/// <param name="Text">The item.</param>
/// <param name="TrainingText">The training row.</param>
public sealed record ContaminatedItem(
    int Item, double Share, string TrainingFile, int TrainingRow, int SharedGrams, string Text, string TrainingText);

/// <summary>What a contamination probe found.</summary>
/// <param name="Evaluation">The evaluation set.</param>
/// <param name="Training">The training sets.</param>
/// <param name="Items">Evaluation items.</param>
/// <param name="TooShort">Of them, those of fewer than 8 words, of which nothing can be said.</param>
/// <param name="TrainingRows">Training rows.</param>
/// <param name="Threshold">Share from which an item is listed.</param>
/// <param name="Contaminated">Items from the threshold on, worst first.</param>
public sealed record ContaminationReport(
    string Evaluation, IReadOnlyList<string> Training, int Items, int TooShort, int TrainingRows, double Threshold,
    IReadOnlyList<ContaminatedItem> Contaminated);
