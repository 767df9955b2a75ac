using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>Methods of Python's str.</summary>
internal static class TextMethods
{
    public static FunctionValue? Find(TextValue text, string name)
    {
        Func<Arguments, TemplateValue>? method = name switch
        {
            "strip" => a => TextEdits.Trim(text, Characters(a), start: true, end: true),
            "lstrip" => a => TextEdits.Trim(text, Characters(a), start: true, end: false),
            "rstrip" => a => TextEdits.Trim(text, Characters(a), start: false, end: true),
            "upper" => _ => text.WithText(text.Text.ToUpperInvariant()),
            "lower" => _ => text.WithText(text.Text.ToLowerInvariant()),
            "capitalize" => _ => TextEdits.Capitalize(text),
            "title" => _ => TextEdits.Title(text),
            "startswith" => a => AnyAffix(a, p => text.Text.StartsWith(p, StringComparison.Ordinal)),
            "endswith" => a => AnyAffix(a, p => text.Text.EndsWith(p, StringComparison.Ordinal)),
            "removeprefix" => a => a.Text(0, "prefix") is var p && text.Text.StartsWith(p, StringComparison.Ordinal) ? text.Slice(p.Length) : text,
            "removesuffix" => a => a.Text(0, "suffix") is var s && text.Text.EndsWith(s, StringComparison.Ordinal)
                ? text.Slice(0, text.Text.Length - s.Length) : text,
            "replace" => a => TextEdits.Replace(a.Context, text, a.Text(0, "old"), a.Context.Text(a.Require(1, "new"), "replace"), a.Integer(2, "count", -1)),
            "split" => a => Split(text, a),
            "rsplit" => a => SplitFromRight(text, a),
            "splitlines" => _ => new ListValue(TextEdits.Lines(text)),
            "join" => a => Sequences.Join(a.Context, a.Context.Items(a.Require(0, "items"), "join"), text),
            "find" => a => new IntegerValue(Place(text, text.Text.IndexOf(a.Text(0, "sub"), StringComparison.Ordinal))),
            "rfind" => a => new IntegerValue(Place(text, text.Text.LastIndexOf(a.Text(0, "sub"), StringComparison.Ordinal))),
            "index" => a => text.Text.IndexOf(a.Text(0, "sub"), StringComparison.Ordinal) is >= 0 and var at
                ? new IntegerValue(Place(text, at)) : throw a.Context.Fault("the text does not have it"),
            "count" => a => new IntegerValue(Count(text.Text, a.Text(0, "sub"))),
            "format" => a => TextFormat.Apply(text, a),
            "isdigit" or "isnumeric" or "isdecimal" => _ => All(text, char.IsDigit),
            "isalpha" => _ => All(text, char.IsLetter),
            "isalnum" => _ => All(text, char.IsLetterOrDigit),
            "isspace" => _ => All(text, char.IsWhiteSpace),
            "isupper" => _ => BooleanValue.Of(text.Text.Any(char.IsUpper) && !text.Text.Any(char.IsLower)),
            "islower" => _ => BooleanValue.Of(text.Text.Any(char.IsLower) && !text.Text.Any(char.IsUpper)),
            "zfill" => a => new TextValue(text.Text.PadLeft((int)Math.Clamp(a.Integer(0, "width", 0), 0, 1000), '0')),
            _ => null,
        };
        return method is null ? null : new FunctionValue(name, method);
    }

    private static string? Characters(Arguments arguments) =>
        arguments.Find(0, "chars") is null or NoneValue ? null : arguments.Text(0, "chars");

    private static BooleanValue AnyAffix(Arguments arguments, Func<string, bool> has) => BooleanValue.Of(
        arguments.Require(0, "prefix") is ListValue { IsTuple: true } several
            ? several.Items.Any(p => has(arguments.Context.Text(p, arguments.Callee).Text))
            : has(arguments.Text(0, "prefix")));

    private static BooleanValue All(TextValue text, Func<char, bool> has) => BooleanValue.Of(text.Text.Length > 0 && text.Text.All(has));

    // Places are told in code points.
    private static int Place(TextValue text, int at) => at < 0 ? at : Evaluation.Characters.Count(text.Text[..at]);

    private static int Count(string text, string part)
    {
        if (part.Length == 0)
            return Evaluation.Characters.Count(text) + 1;
        var count = 0;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
            count++;
        return count;
    }

    private static ListValue Split(TextValue text, Arguments arguments)
    {
        var most = arguments.Integer(1, "maxsplit", -1);
        return new ListValue(arguments.Find(0, "sep") is null or NoneValue
            ? TextEdits.SplitAtWhiteSpace(text, most)
            : TextEdits.Split(text, Separator(arguments), most));
    }

    private static ListValue SplitFromRight(TextValue text, Arguments arguments)
    {
        var most = arguments.Integer(1, "maxsplit", -1);
        if (most < 0)
            return Split(text, arguments);
        var separator = Separator(arguments);
        var parts = new List<TemplateValue>();
        var end = text.Text.Length;
        while (most-- > 0 && end > 0 && text.Text.LastIndexOf(separator, end - 1, StringComparison.Ordinal) is >= 0 and var at)
        {
            parts.Insert(0, text.Slice(at + separator.Length, end - at - separator.Length));
            end = at;
        }

        parts.Insert(0, text.Slice(0, end));
        return new ListValue(parts);
    }

    private static string Separator(Arguments arguments) =>
        arguments.Text(0, "sep") is { Length: > 0 } separator ? separator : throw arguments.Context.Fault("an empty separator");
}
