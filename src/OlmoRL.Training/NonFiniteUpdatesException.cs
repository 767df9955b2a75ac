namespace OlmoRL.Training;

/// <summary>More updates than a recipe allows had a loss or gradient that was not finite: the run ends.</summary>
public sealed class NonFiniteUpdatesException(int count, string folder) : Exception(
    $"loss or gradient was not finite in {count} updates, more than trainer.max_skipped_updates allows; " +
    $"`olmorl replay-step {folder}` shows where the last one breaks");
