namespace OlmoRL.Verification.Algebra;

/// <summary>Reads equations, inequalities, chains and membership; an inequality in one name becomes a set of reals.</summary>
internal sealed class RelationParser
{
    private readonly StepBudget _budget;
    private readonly Func<TokenRange, AnswerValue> _operand;
    private readonly Scalar _infinity;
    private readonly Scalar _minusInfinity;

    public RelationParser(StepBudget budget, Func<TokenRange, AnswerValue> operand)
    {
        (_budget, _operand) = (budget, operand);
        _infinity = new Scalar(new Expression.Infinity(), budget);
        _minusInfinity = new Scalar(Expression.Negated(new Expression.Infinity()), budget);
        Line = RealSet.Union([new RealInterval(_minusInfinity, false, _infinity, false)])!;
    }

    /// <summary>All real numbers.</summary>
    public RealSet Line { get; }

    public RealSet? Complement(RealSet set) => set.Complement(_minusInfinity, _infinity);

    /// <summary>The relation, or null when it cannot be read.</summary>
    public AnswerValue? TryParse(TokenRange range)
    {
        try
        {
            return Parse(range);
        }
        catch (UnreadableAnswerException)
        {
            return null;
        }
    }

    /// <summary>A relation, or what stands there without one.</summary>
    public AnswerValue Parse(TokenRange range)
    {
        var membership = range.Places((r, i) => r[i].IsCommand("in") || (r[i].IsWord("in") && i > 0 && r[i - 1].Kind == TokenKind.Letter), _budget);
        if (membership.Count == 1 && membership[0] > 0)
            return _operand(range.From(membership[0] + 1)) is var set && TryReals(set) is { } reals
                ? new AnswerValue.Reals(reals, NameOf(range.Between(0, membership[0]))) : set;
        var places = range.Places(IsRelation, _budget);
        if (places.Count == 0)
            return _operand(range);
        var signs = places.ConvertAll(p => SignAt(range, p));
        var sides = Sides(range, places, signs);
        if (signs.TrueForAll(s => s == "="))
            return Equation(sides);
        if (signs.Count == 1)
            return Inequality(sides[0], signs[0], sides[1]);
        return Chain(sides, signs);
    }

    /// <summary>A value as a set of reals.</summary>
    /// <exception cref="UnreadableAnswerException">It is none.</exception>
    public static RealSet AsReals(AnswerValue value) => TryReals(value) ?? throw new UnreadableAnswerException("not a set of real numbers");

    /// <summary>Intervals and finite sets of numbers; null for everything else.</summary>
    public static RealSet? TryReals(AnswerValue value) => value switch
    {
        AnswerValue.Reals(var set, _) => set,
        AnswerValue.Tuple(var open, [AnswerValue.Single(var low, _, _), AnswerValue.Single(var high, _, _)], var close) =>
            RealSet.Union([new RealInterval(low, open == '[', high, close == ']')]),
        AnswerValue.Collection(var elements, true) when elements.All(e => e is AnswerValue.Single) =>
            RealSet.Union(elements.Cast<AnswerValue.Single>().Select(s => new RealInterval(s.Value, true, s.Value, true))),
        AnswerValue.Single(var point, _, _) => RealSet.Union([new RealInterval(point, true, point, true)]),
        _ => null,
    };

    private static bool IsRelation(TokenRange range, int i) => range[i] switch
    {
        { Kind: TokenKind.Mark, Text: "=" } => i == 0 || range[i - 1] is not { Kind: TokenKind.Mark, Text: "<" or ">" or "!" or "=" },
        { Kind: TokenKind.Mark, Text: "<" or ">" } => true,
        { Kind: TokenKind.Mark, Text: "!" } => i + 1 < range.Length && range[i + 1].IsMark('='),
        { Kind: TokenKind.Command, Text: "leq" or "geq" or "neq" } => true,
        _ => false,
    };

    private static string SignAt(TokenRange range, int place)
    {
        var orEqual = place + 1 < range.Length && range[place + 1].IsMark('=');
        return range[place].Text switch
        {
            "<" => orEqual ? "leq" : "<",
            ">" => orEqual ? "geq" : ">",
            "!" => "neq",
            var sign => sign,
        };
    }

    private static List<TokenRange> Sides(TokenRange range, List<int> places, List<string> signs)
    {
        var sides = new List<TokenRange>();
        var from = 0;
        for (var i = 0; i < places.Count; i++)
        {
            sides.Add(range.Between(from, places[i]));
            from = places[i] + (range[places[i]].Kind == TokenKind.Mark && range[places[i]].Text != signs[i] ? 2 : 1);
        }

        sides.Add(range.From(Math.Min(from, range.Length)));
        return sides;
    }

    private AnswerValue Equation(List<TokenRange> sides)
    {
        var right = _operand(sides[^1]);
        if (sides[0].Length == 0)
            return right;
        var named = IsName(sides[0]);
        AnswerValue left;
        try
        {
            left = sides.Count == 2 || named ? _operand(sides[0]) : _operand(sides[^2]);
        }
        catch (UnreadableAnswerException) when (named)
        {
            return right;
        }

        return new AnswerValue.Equation(left, right, named);
    }

    /// <summary>x, y_1, AB, f(x), \angle ABC, (x, y): nothing but names.</summary>
    private static bool IsName(TokenRange side)
    {
        for (var i = 0; i < side.Length; i++)
        {
            var fine = side[i].Kind is TokenKind.Letter or TokenKind.Word || side[i] is { Kind: TokenKind.Mark, Text: "_" or "{" or "}" or "(" or ")" or "," or "'" or "|" or "[" or "]" }
                || (side[i].Kind == TokenKind.Command && (LatexSymbols.Greek.Contains(side[i].Text) || side[i].Text is "overline"))
                || (side[i].Kind == TokenKind.Number && i > 0 && (side[i - 1].IsMark('_') || side[i - 1].IsMark('(') || side[i - 1].IsMark('{')));
            if (!fine)
                return false;
        }

        return side.Length is > 0 and <= 12;
    }

    private static string NameOf(TokenRange side) => side.ToString();

    private AnswerValue Inequality(TokenRange left, string sign, TokenRange right)
    {
        if (_operand(left) is not AnswerValue.Single(var l, _, _) || _operand(right) is not AnswerValue.Single(var r, _, _))
            throw new UnreadableAnswerException("an inequality between things that are not numbers");
        if (l.Expression is Expression.Symbol(var name) && r.Real is not null)
            return new AnswerValue.Reals(HalfLine(sign, r), name);
        if (r.Expression is Expression.Symbol(var turned) && l.Real is not null)
            return new AnswerValue.Reals(HalfLine(Turned(sign), l), turned);
        return sign == "neq" ? new AnswerValue.Unequal(Difference(l, r))
            : new AnswerValue.Inequality(sign is ">" or "geq" ? Difference(l, r) : Difference(r, l), sign is "leq" or "geq");
    }

    private AnswerValue Chain(List<TokenRange> sides, List<string> signs)
    {
        if (sides.Count != 3 || signs.Contains("neq"))
            throw new UnreadableAnswerException("a chain of relations");
        var values = sides.ConvertAll(s => _operand(s) as AnswerValue.Single ?? throw new UnreadableAnswerException("a chain of things that are not numbers"));
        if (values[1].Value.Expression is Expression.Symbol(var name) && values[0].Value.Real is not null && values[2].Value.Real is not null)
            return HalfLine(Turned(signs[0]), values[0].Value).Intersect(HalfLine(signs[1], values[2].Value)) is { } set
                ? new AnswerValue.Reals(set, name) : throw new UnreadableAnswerException("ends that are not numbers");
        return new AnswerValue.Collection([Inequality(sides[0], signs[0], sides[1]), Inequality(sides[1], signs[1], sides[2])], Braced: true);
    }

    private Scalar Difference(Scalar left, Scalar right) => new(new Expression.Sum([left.Expression, Expression.Negated(right.Expression)]), _budget);

    private RealSet HalfLine(string sign, Scalar end) => sign switch
    {
        "<" or "leq" => RealSet.Union([new RealInterval(_minusInfinity, false, end, sign == "leq")]),
        ">" or "geq" => RealSet.Union([new RealInterval(end, sign == "geq", _infinity, false)]),
        "neq" => Complement(RealSet.Union([new RealInterval(end, true, end, true)])!),
        _ => RealSet.Union([new RealInterval(end, true, end, true)]),
    } ?? throw new UnreadableAnswerException("an end that is not a number");

    private static string Turned(string sign) => sign switch
    {
        "<" => ">",
        ">" => "<",
        "leq" => "geq",
        "geq" => "leq",
        _ => sign,
    };
}
