using OlmoRL.Data.Tokenization;
using OlmoRL.Reporting.Html;
using OlmoRL.Runs;

namespace OlmoRL.Cli.Commands;

/// <summary>Gives a report's rollouts the texts of their tokens.</summary>
internal static class ReportTokens
{
    /// <summary>The context of a run's report; tokens have no text where the run left no tokenizer.</summary>
    public static ReportContext Context(string command, RunDirectory? run)
    {
        var file = run is null ? "" : Path.Combine(run.FinalCheckpoint, "tokenizer.json");
        if (!File.Exists(file))
            return new ReportContext(command, null);
        var tokenizer = TokenizerJson.Read(file);
        return new ReportContext(command, id => id < tokenizer.VocabularySize ? tokenizer.Decode([id], skipSpecialTokens: false) : $"<{id}>");
    }
}
