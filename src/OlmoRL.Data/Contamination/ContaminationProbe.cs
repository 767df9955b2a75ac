using System.Text.Json.Nodes;
using OlmoRL.Data.Rows;
using OlmoRL.Evaluation;

namespace OlmoRL.Data.Contamination;

/// <summary>Looks for evaluation items in training data by their 8-grams.</summary>
public static class ContaminationProbe
{
    /// <summary>Columns that hold an item's text, the first that a row has.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["question", "problem", "prompt", "text", "messages"];

    /// <summary>Reads both sides and compares every item with every training row.</summary>
    /// <param name="training">Files or folders of rows.</param>
    /// <param name="evaluation">A file or folder of rows.</param>
    /// <param name="column">Where the text is; null takes the first of <see cref="Columns"/>.</param>
    /// <param name="threshold">Share of an item's 8-grams from which it is listed.</param>
    /// <exception cref="InvalidDataException">A row has no such column; names file and row.</exception>
    /// <exception cref="FileNotFoundException">A file does not exist.</exception>
    public static async Task<ContaminationReport> RunAsync(IReadOnlyList<string> training, string evaluation, string? column, double threshold)
    {
        var index = new ContaminationIndex();
        var rows = new List<(string File, int Row, string Text)>();
        foreach (var file in training)
        {
            var number = 0;
            await foreach (var row in RowFiles.ReadAsync(file).ConfigureAwait(false))
            {
                number++;
                var text = Text(row, column, file, number);
                index.Add(rows.Count, text);
                rows.Add((file, number, text));
            }
        }

        var (items, tooShort, found) = (0, 0, new List<ContaminatedItem>());
        await foreach (var row in RowFiles.ReadAsync(evaluation).ConfigureAwait(false))
        {
            items++;
            var text = Text(row, column, evaluation, items);
            if (!ContaminationIndex.IsLongEnough(text))
                tooShort++;
            var (share, shared) = index.Score(text);
            if (share < threshold || shared.Count == 0)
                continue;
            var (place, grams) = shared.OrderByDescending(s => s.Value).ThenBy(s => s.Key).First();
            found.Add(new ContaminatedItem(items, share, rows[place].File, rows[place].Row, grams, text, rows[place].Text));
        }

        return new ContaminationReport(evaluation, training, items, tooShort, rows.Count, threshold, [.. found.OrderByDescending(f => f.Share).ThenBy(f => f.Item)]);
    }

    /// <summary>An item's text.</summary>
    /// <exception cref="InvalidDataException">The row has no such column; names file and row.</exception>
    public static string Text(JsonObject row, string? column, string file, int number)
    {
        foreach (var name in column is null ? Columns : [column])
        {
            if (row[name] is JsonValue value && value.TryGetValue<string>(out var text))
                return text;
            if (row[name] is JsonArray messages)
                return string.Join('\n', messages.OfType<JsonObject>().Where(m => (string?)m["role"] == "user").Select(m => m["content"]?.ToString()));
        }

        throw new InvalidDataException($"{file}, row {number}: no text (allowed columns: {(column ?? string.Join(", ", Columns))})");
    }
}
