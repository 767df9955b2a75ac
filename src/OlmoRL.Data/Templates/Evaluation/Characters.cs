using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Text as a sequence of code points, which is how Python counts.</summary>
internal static class Characters
{
    public static int Count(string text)
    {
        var count = text.Length;
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i], text[i + 1]))
                count--;
        }

        return count;
    }

    public static IReadOnlyList<TemplateValue> Of(TextValue text)
    {
        var characters = new List<TemplateValue>(text.Text.Length);
        for (var i = 0; i < text.Text.Length;)
        {
            var width = i + 1 < text.Text.Length && char.IsSurrogatePair(text.Text[i], text.Text[i + 1]) ? 2 : 1;
            characters.Add(text.Slice(i, width));
            i += width;
        }

        return characters;
    }
}
