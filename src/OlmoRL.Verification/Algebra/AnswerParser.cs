namespace OlmoRL.Verification.Algebra;

/// <summary>Reads a whole answer: lists, sets, tuples, matrices; relations and arithmetic are read by others.</summary>
internal sealed class AnswerParser
{
    private const int MaxElements = 64;
    private const int MaxDepth = 12;

    private static readonly HashSet<string> LeadingWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "the", "final", "answer", "is", "are", "value", "of", "therefore", "thus", "so", "solution", "solutions", "result", "equals", "hence",
    };

    private readonly StepBudget _budget;
    private readonly RelationParser _relations;
    private int _depth;

    public AnswerParser(StepBudget budget) => (_budget, _relations) = (budget, new RelationParser(budget, ParseOperand));

    /// <summary>The answer's value.</summary>
    /// <param name="groupDigits">Read 1,234 as one number.</param>
    /// <exception cref="UnreadableAnswerException">It has none that this parser knows.</exception>
    public AnswerValue Parse(string text, bool groupDigits)
    {
        var tokens = LatexLexer.Read(text, groupDigits, _budget);
        return ParseList(Trimmed(new TokenRange(tokens, 0, tokens.Count)));
    }

    /// <summary>Without braces around everything, marks at the end, and "the answer is" in front.</summary>
    private TokenRange Trimmed(TokenRange range)
    {
        while (range.Length > 0 && range[range.Length - 1] is { Kind: TokenKind.Mark, Text: "," or ";" or ":" or "\"" or "`" })
            range = range.Between(0, range.Length - 1);
        var words = 0;
        while (words < range.Length && (range[words].Kind == TokenKind.Word ? LeadingWords.Contains(range[words].Text) : range[words].IsMark(':') && words > 0))
            words++;
        if (words < range.Length)
            range = range.From(words);
        while (range.Length > 2 && range[0].IsMark('{') && range.Closing(_budget) == range.Length - 1)
            range = range.Between(1, range.Length - 1);
        return range.Length > 0 ? range : throw new UnreadableAnswerException("the answer is empty");
    }

    private AnswerValue ParseList(TokenRange range)
    {
        var parts = range.Split(range.Places((r, i) => r[i].IsMark(',') || r[i].IsMark(';') || r[i].IsWord("and") || r[i].IsWord("or"), _budget))
            .Where(p => p.Length > 0).ToList();
        if (parts.Count is 0 or > MaxElements)
            throw new UnreadableAnswerException("a list is empty or too long");
        var values = parts.SelectMany(p => Readings(_relations.Parse(p))).ToList();
        if (values.Count == 1)
            return values[0];
        if (values.All(v => v is AnswerValue.Reals) && values.Count == parts.Count)
            return JoinReals(values, range);
        return new AnswerValue.Collection(values, Braced: false);
    }

    /// <summary>x &lt; 1 or x &gt; 3 is a union, x &gt; 1 and x &lt; 3 an intersection.</summary>
    private AnswerValue JoinReals(List<AnswerValue> values, TokenRange range)
    {
        var sets = values.Cast<AnswerValue.Reals>().ToList();
        if (range.Places((r, i) => r[i].IsWord("or") || r[i].IsMark(','), _budget).Count == 0 && sets[0].Variable.Length > 0)
            return sets.Aggregate((a, b) => a with { Set = a.Set.Intersect(b.Set) ?? throw new UnreadableAnswerException("ends that are not numbers") });
        if (sets[0].Variable.Length == 0)
            return new AnswerValue.Collection(values, Braced: false);
        return RealSet.Union(sets.SelectMany(s => s.Set.Pieces)) is { } union
            ? new AnswerValue.Reals(union, sets[0].Variable) : throw new UnreadableAnswerException("ends that are not numbers");
    }

    /// <summary>Both values of an answer with a plus-minus sign.</summary>
    private IEnumerable<AnswerValue> Readings(AnswerValue value) => value switch
    {
        AnswerValue.Single(var scalar, var percent, var unit) when PlusMinus.Occurs(scalar.Expression) =>
            PlusMinus.Both(scalar.Expression).Select(e => new AnswerValue.Single(new Scalar(e, _budget), percent, unit)),
        AnswerValue.Equation(var left, var right, var named) when Readings(right).ToList() is { Count: 2 } both =>
            both.Select(r => new AnswerValue.Equation(left, r, named)),
        _ => [value],
    };

    /// <summary>One side of a relation.</summary>
    private AnswerValue ParseOperand(TokenRange range)
    {
        if (++_depth > MaxDepth)
            throw new UnreadableAnswerException("the answer is nested too deeply");
        try
        {
            return range.Length == 0 ? throw new UnreadableAnswerException("a part is empty") : ParseSets(range);
        }
        finally
        {
            _depth--;
        }
    }

    private AnswerValue ParseSets(TokenRange range)
    {
        var places = range.Places((r, i) => r[i].Kind == TokenKind.Command && r[i].Text is "cup" or "cap" or "backslash", _budget);
        if (places.Count == 0)
            return ParseBracketed(range);
        var parts = range.Split(places);
        var result = RelationParser.AsReals(ParseOperand(parts[0]));
        for (var i = 0; i < places.Count; i++)
        {
            var next = RelationParser.AsReals(ParseOperand(parts[i + 1]));
            result = range[places[i]].Text switch
            {
                "cup" => RealSet.Union(result.Pieces.Concat(next.Pieces)),
                "cap" => result.Intersect(next),
                _ => _relations.Complement(next) is { } rest ? result.Intersect(rest) : null,
            } ?? throw new UnreadableAnswerException("ends that are not numbers");
        }

        return new AnswerValue.Reals(result, "");
    }

    private AnswerValue ParseBracketed(TokenRange range)
    {
        var first = range[0];
        if (range.Length == 1 && first.Kind == TokenKind.Command)
        {
            if (first.Text == "emptyset")
                return new AnswerValue.Collection([], Braced: true);
            if (first.Text == "R")
                return new AnswerValue.Reals(_relations.Line, "");
        }

        if (range.Closing(_budget) == range.Length - 1 && range.Length > 1)
        {
            var inside = range.Between(1, range.Length - 1);
            var last = range[range.Length - 1];
            if (first.IsCommand("{") && last.IsCommand("}"))
                return ParseSet(inside);
            if (first.Kind == TokenKind.Command && first.Text.StartsWith("begin:", StringComparison.Ordinal))
                return ParseMatrix(inside, first.Text["begin:".Length..]);
            if (first.IsMark('(') || first.IsMark('[') || first.IsCommand("langle"))
                return ParseTuple(first, inside, last, range);
            if (first.IsMark('{') && last.IsMark('}'))
                return ParseList(inside);
        }

        return ParseArithmetic(range);
    }

    private AnswerValue ParseSet(TokenRange inside)
    {
        if (inside.Length == 0)
            return new AnswerValue.Collection([], Braced: true);
        var bars = inside.Places((r, i) => i > 0 && (r[i].IsMark('|') || r[i].IsMark(':')), _budget);
        if (bars.Count == 1 && _relations.TryParse(inside.From(bars[0] + 1)) is AnswerValue.Reals described)
            return described;
        return ParseList(inside) switch
        {
            AnswerValue.Collection collection => collection with { Braced = true },
            var single => new AnswerValue.Collection([single], Braced: true),
        };
    }

    private AnswerValue ParseTuple(LatexToken first, TokenRange inside, LatexToken last, TokenRange whole)
    {
        var commas = inside.Places((r, i) => r[i].IsMark(',') || r[i].IsMark(';'), _budget);
        var (open, close) = (first.IsMark('[') ? '[' : '(', last.IsMark(']') ? ']' : ')');
        if (commas.Count == 0)
        {
            if (inside.Length > 0 && (inside[0].IsCommand("{") || inside[0].Text.StartsWith("begin:", StringComparison.Ordinal) || inside[0].IsMark('(') || inside[0].IsMark('[')))
                return ParseOperand(inside);
            return ParseArithmetic(whole);
        }

        if (commas.Count >= MaxElements)
            throw new UnreadableAnswerException("a list is too long");
        return new AnswerValue.Tuple(open, [.. inside.Split(commas).Select(p => p.Length == 0 ? throw new UnreadableAnswerException("an entry is empty") : ParseOperand(p))], close);
    }

    private AnswerValue ParseMatrix(TokenRange inside, string environment)
    {
        if (!environment.EndsWith("matrix", StringComparison.Ordinal) && environment != "array")
            throw new UnreadableAnswerException($"{environment} is not known");
        var rows = inside.Split(inside.Places((r, i) => r[i].IsCommand("newrow"), _budget)).Where(r => r.Length > 0).ToList();
        if (rows.Count is 0 or > MaxElements)
            throw new UnreadableAnswerException("a matrix is empty or too large");
        var cells = rows.Select(row => (IReadOnlyList<AnswerValue>)[.. row.Split(row.Places((r, i) => r[i].IsMark('&'), _budget)).Select(ParseOperand)]).ToList();
        return cells.All(row => row.Count == cells[0].Count) && cells.Count * cells[0].Count <= MaxElements
            ? new AnswerValue.Matrix(cells) : throw new UnreadableAnswerException("rows differ in length");
    }

    private AnswerValue ParseArithmetic(TokenRange range)
    {
        var colons = range.Places((r, i) => i > 0 && r[i].IsMark(':'), _budget);
        if (colons.Count is > 0 and < 8)
            return new AnswerValue.Ratio([.. range.Split(colons).Select(p => new Scalar(new ExpressionParser(p, _budget).ParseAll(), _budget))]);
        var parser = new ExpressionParser(range, _budget);
        var expression = parser.ParseAll();
        return new AnswerValue.Single(new Scalar(expression, _budget), parser.IsPercent, parser.Unit);
    }
}
