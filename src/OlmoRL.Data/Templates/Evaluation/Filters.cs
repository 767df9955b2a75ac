using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>The filters, by name. The first argument is the value that is filtered.</summary>
internal static class Filters
{
    private static readonly Dictionary<string, Func<Arguments, TemplateValue>> ByName = new(StringComparer.Ordinal)
    {
        ["abs"] = NumberFilters.Absolute,
        ["capitalize"] = a => TextEdits.Capitalize(Text(a)),
        ["count"] = SequenceFilters.Length,
        ["d"] = Default,
        ["default"] = Default,
        ["dictsort"] = SequenceFilters.SortedEntries,
        ["e"] = Escape,
        ["escape"] = Escape,
        ["first"] = SequenceFilters.First,
        ["float"] = NumberFilters.Float,
        ["indent"] = Indent,
        ["int"] = NumberFilters.Integer,
        ["items"] = SequenceFilters.Entries,
        ["join"] = SequenceFilters.Join,
        ["last"] = SequenceFilters.Last,
        ["length"] = SequenceFilters.Length,
        ["list"] = a => new ListValue(SequenceFilters.Items(a)),
        ["lower"] = a => Text(a) is var text ? text.WithText(text.Text.ToLowerInvariant()) : text,
        ["map"] = SelectionFilters.Map,
        ["max"] = a => SequenceFilters.Extreme(a, sign: 1),
        ["min"] = a => SequenceFilters.Extreme(a, sign: -1),
        ["reject"] = a => SelectionFilters.Select(a, keep: false),
        ["rejectattr"] = a => SelectionFilters.SelectByMember(a, keep: false),
        ["replace"] = a => TextEdits.Replace(a.Context, Text(a), a.Text(1, "old"), PythonText.Of(a.Context, a.Require(2, "new")), a.Integer(3, "count", -1)),
        ["reverse"] = SequenceFilters.Reverse,
        ["round"] = NumberFilters.Round,
        ["safe"] = a => a.Positional[0],
        ["select"] = a => SelectionFilters.Select(a, keep: true),
        ["selectattr"] = a => SelectionFilters.SelectByMember(a, keep: true),
        ["sort"] = SequenceFilters.Sort,
        ["string"] = a => Text(a),
        ["sum"] = SequenceFilters.Sum,
        ["title"] = a => TextEdits.Title(Text(a)),
        ["tojson"] = ToJson,
        ["trim"] = a => TextEdits.Trim(Text(a), a.Find(1, "chars") is null or NoneValue ? null : a.Text(1, "chars"), start: true, end: true),
        ["unique"] = SequenceFilters.Unique,
        ["upper"] = a => Text(a) is var text ? text.WithText(text.Text.ToUpperInvariant()) : text,
        ["wordcount"] = a => new IntegerValue(TextEdits.SplitAtWhiteSpace(Text(a), -1).Count),
    };

    public static TemplateValue Apply(string name, Arguments arguments) => ByName.TryGetValue(name, out var filter)
        ? filter(arguments)
        : throw arguments.Context.Fault($"there is no filter '{name}'");

    private static TextValue Text(Arguments arguments) => PythonText.Of(arguments.Context, arguments.Positional[0]);

    private static TemplateValue Default(Arguments arguments)
    {
        var value = arguments.Positional[0];
        var isMissing = value is UndefinedValue || (arguments.Boolean(2, "boolean", false) && !value.IsTruthy);
        return isMissing ? arguments.Find(1, "default_value") ?? TextValue.Empty : value;
    }

    private static TextValue Indent(Arguments arguments)
    {
        var indent = arguments.Find(1, "width") is TextValue text ? text.Text : new string(' ', (int)Math.Clamp(arguments.Integer(1, "width", 4), 0, 1000));
        return TextEdits.Indent(arguments.Context, Text(arguments), indent, arguments.Boolean(2, "first", false), arguments.Boolean(3, "blank", false));
    }

    private static TextValue ToJson(Arguments arguments)
    {
        var indent = arguments.Find(2, "indent") switch
        {
            null or NoneValue => null,
            TextValue text => text.Text,
            _ => new string(' ', (int)Math.Clamp(arguments.Integer(2, "indent", 0), 0, 1000)),
        };
        var separators = arguments.Find(3, "separators") as ListValue;
        string Separator(int index, string absent) => separators?.Items is [_, _] pair ? arguments.Context.Text(pair[index], "tojson").Text : absent;
        return new JsonText(arguments.Context)
        {
            EnsureAscii = arguments.Boolean(1, "ensure_ascii", false),
            Indent = indent,
            ItemSeparator = Separator(0, indent is null ? ", " : ","),
            KeySeparator = Separator(1, ": "),
            SortKeys = arguments.Boolean(4, "sort_keys", false),
        }.Write(arguments.Positional[0]);
    }

    private static TextValue Escape(Arguments arguments)
    {
        var builder = new TextBuilder(arguments.Context);
        EscapedText.Append(builder, Text(arguments), c => c switch
        {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&#34;",
            '\'' => "&#39;",
            _ => null,
        });
        return builder.ToValue();
    }
}
