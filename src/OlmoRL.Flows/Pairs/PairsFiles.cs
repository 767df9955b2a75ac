using System.Globalization;

namespace OlmoRL.Flows.Pairs;

/// <summary>What a pairs run leaves where.</summary>
internal static class PairsFiles
{
    /// <summary>The rows, as sft and dpo read them.</summary>
    public const string Rows = "rows.jsonl";

    /// <summary>What became of the prompts.</summary>
    public const string Report = "pairs.json";

    /// <summary>Digest of what the parts were made from.</summary>
    public const string Origin = "parts/origin";

    /// <summary>One part, kept and dropped prompts alike.</summary>
    public static string Part(int index) => string.Create(CultureInfo.InvariantCulture, $"parts/part-{index:D6}.jsonl");
}
