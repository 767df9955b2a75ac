using System.Globalization;
using System.Xml.Linq;
using OlmoRL.Runs;

namespace OlmoRL.Reporting.Html;

/// <summary>A completion token by token, over three strips: policy version, log-prob, advantage.</summary>
internal static class TokenStrip
{
    private const double LeastLogProb = -5;

    /// <summary>The strips of a rollout.</summary>
    /// <param name="text">A token's text; null shows its id.</param>
    public static XElement Of(RolloutRecord rollout, Func<int, string>? text)
    {
        var versions = new int[rollout.TokenIds.Length];
        foreach (var span in rollout.Versions)
            versions.AsSpan(span[0], span[1]).Fill(span[2]);
        int[] distinct = [.. versions.Distinct().Order()];
        return HtmlNode.Of("div", HtmlNode.With("class", "strip"), rollout.TokenIds.Select((id, i) => HtmlNode.Of("span",
            HtmlNode.With("class", "token"),
            HtmlNode.With("title", string.Create(CultureInfo.InvariantCulture,
                $"token {i}, id {id}: version {versions[i]}, log-prob {rollout.LogProbs[i]:F3}, advantage {rollout.Advantage:F3}")),
            HtmlNode.Of("b", Shown(text?.Invoke(id) ?? id.ToString(CultureInfo.InvariantCulture))),
            Bar(VersionColor(Array.IndexOf(distinct, versions[i]))),
            Bar(LogProbColor(rollout.LogProbs[i])),
            Bar(AdvantageColor(rollout.Advantage)))));
    }

    private static string Shown(string token) => HtmlNode.Clean(token).Replace("\n", "\u21B5", StringComparison.Ordinal).Replace(' ', '\u00B7');

    private static XElement Bar(string color) => HtmlNode.Of("i", HtmlNode.With("style", $"background:{color}"));

    /// <summary>Neighbouring versions differ in hue.</summary>
    private static string VersionColor(int index) => string.Create(CultureInfo.InvariantCulture, $"hsl({(205 + (77 * index)) % 360},65%,55%)");

    /// <summary>White is certain, dark red unlikely.</summary>
    private static string LogProbColor(double logProb) =>
        string.Create(CultureInfo.InvariantCulture, $"hsl(0,70%,{96 - (56 * Math.Min(1, logProb / LeastLogProb)):F0}%)");

    private static string AdvantageColor(double advantage) => string.Create(CultureInfo.InvariantCulture,
        $"hsl({(advantage < 0 ? 15 : 140)},60%,{92 - (50 * Math.Min(1, Math.Abs(advantage))):F0}%)");
}
