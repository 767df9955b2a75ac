using System.Text;

namespace OlmoRL.Verification.Instructions.IfBench;

/// <summary>Rows of delimited text (RFC 4180): a field in double quotes may hold delimiters, line ends and doubled quotes.</summary>
internal static class DelimitedRows
{
    /// <summary>The rows; a line end at the very end begins none.</summary>
    /// <param name="keepQuotes">Fields show the double quotes that they were written in.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Read(string text, char delimiter, bool keepQuotes = false)
    {
        var rows = new List<IReadOnlyList<string>>();
        var row = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        foreach (var character in text.Trim('\n').Replace("\r\n", "\n", StringComparison.Ordinal))
        {
            if (character == '"')
                quoted = !quoted;
            if (quoted || (character != delimiter && character != '\n'))
            {
                _ = field.Append(character);
                continue;
            }

            row.Add(Field());
            if (character != '\n')
                continue;
            rows.Add(row);
            row = [];
        }

        row.Add(Field());
        rows.Add(row);
        return rows;

        string Field()
        {
            var written = field.ToString();
            _ = field.Clear();
            return !keepQuotes && written is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : written;
        }
    }
}
