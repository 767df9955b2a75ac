using System.Text.Json;

namespace OlmoRL.Data.Templates;

/// <summary>Jinja over a data set's row, in a chat template's dialect. Thread-safe.</summary>
/// <param name="name">Named in errors.</param>
/// <param name="source">Jinja.</param>
/// <exception cref="TemplateException">The template is malformed.</exception>
public sealed class RowTemplate(string name, string source)
{
    private readonly ChatTemplate _template = new(name, source, new SpecialTokens { Eos = "" });

    /// <summary>The text with these variables.</summary>
    /// <exception cref="TemplateException">The template fails on them.</exception>
    public string Render(IReadOnlyDictionary<string, JsonElement> variables) =>
        _template.Render(new Conversation { Messages = [], Variables = variables });
}
