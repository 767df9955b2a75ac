using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace OlmoRL.Reporting.Html;

/// <summary>Elements of a page. Text is escaped by System.Xml.Linq, whatever a model wrote.</summary>
internal static class HtmlNode
{
    /// <summary>An element with children and attributes; one without children is still closed by a tag of its own.</summary>
    public static XElement Of(string name, params object?[] content)
    {
        var element = new XElement(name, content);
        if (element.IsEmpty && name is not ("meta" or "img"))
            element.Add("");
        return element;
    }

    /// <summary>An attribute.</summary>
    public static XAttribute With(string name, string value) => new(name, Clean(value));

    /// <summary>Text in which characters that no document may hold are U+FFFD.</summary>
    public static string Clean(string text)
    {
        if (text.All(c => XmlConvert.IsXmlChar(c)))
            return text;
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                _ = clean.Append(text[i]).Append(text[++i]);
            else
                _ = clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
        }

        return clean.ToString();
    }

    /// <summary>A table; the first row is the heading.</summary>
    public static XElement Table(params IEnumerable<IReadOnlyList<string>> rows) => Of("table", rows.Select((row, i) =>
        Of("tr", row.Select(cell => Of(i == 0 ? "th" : "td", Clean(cell))))));
}
