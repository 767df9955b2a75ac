namespace OlmoRL.Serving.Structured;

/// <summary>A nondeterministic automaton over bytes with empty steps, built piece by piece (Thompson, CACM 11(6), 1968).</summary>
internal sealed class ByteGraph
{
    /// <summary>What a request may ask for; a deep schema with long limits would take the server's memory.</summary>
    private const int MaxNodes = 200_000;

    private readonly List<List<(byte Low, byte High, int Target)>> _steps = [];
    private readonly List<List<int>> _emptySteps = [];

    private ByteGraph()
    {
        Start = Node();
    }

    /// <summary>Where the language begins.</summary>
    public int Start { get; }

    /// <summary>Where a text of the language ends.</summary>
    public int End { get; private set; }

    /// <summary>The automaton of an expression.</summary>
    /// <exception cref="InvalidDataException">It is too large.</exception>
    public static ByteGraph Of(ByteExpression expression)
    {
        var graph = new ByteGraph();
        graph.End = graph.Build(expression, graph.Start);
        return graph;
    }

    /// <summary>Steps that a byte takes.</summary>
    public IReadOnlyList<(byte Low, byte High, int Target)> Steps(int node) => _steps[node];

    /// <summary>The nodes and all that are reached from them without a byte, in order.</summary>
    public int[] Closure(IEnumerable<int> nodes)
    {
        var reached = new HashSet<int>();
        var open = new Stack<int>(nodes);
        while (open.TryPop(out var node))
        {
            if (!reached.Add(node))
                continue;
            foreach (var next in _emptySteps[node])
                open.Push(next);
        }

        return [.. reached.Order()];
    }

    /// <summary>Adds an expression behind a node; returns the node where it ends.</summary>
    private int Build(ByteExpression expression, int from)
    {
        switch (expression)
        {
            case ByteExpression.Between(var low, var high):
                var to = Node();
                _steps[from].Add((low, high, to));
                return to;
            case ByteExpression.Sequence(var parts):
                return parts.Aggregate(from, (node, part) => Build(part, node));
            case ByteExpression.Choice(var options):
                return Join([.. options.Select(option => Build(option, After(from)))]);
            case ByteExpression.Repeat repeat:
                return Build(repeat, from);
            default:
                throw new ArgumentOutOfRangeException(nameof(expression));
        }
    }

    private int Build(ByteExpression.Repeat repeat, int from)
    {
        var at = from;
        var ends = new List<int>();
        var copies = repeat.Most == int.MaxValue ? Math.Max(repeat.Least, 1) : repeat.Most;
        var lastBegins = from;
        for (var i = 0; i < copies; i++)
        {
            if (i >= repeat.Least)
                ends.Add(at);
            lastBegins = After(i > 0 ? Build(repeat.Separator, at) : at);
            at = Build(repeat.Item, lastBegins);
        }

        if (repeat.Most == int.MaxValue)
        {
            at = After(at);
            _emptySteps[Build(repeat.Separator, After(at))].Add(lastBegins);
        }

        return Join([.. ends, at]);
    }

    private int Join(IEnumerable<int> nodes)
    {
        var join = Node();
        foreach (var node in nodes)
            _emptySteps[node].Add(join);
        return join;
    }

    /// <summary>A node of its own, so that what leads back to it does not lead back to what came before.</summary>
    private int After(int node) => Join([node]);

    private int Node()
    {
        if (_steps.Count == MaxNodes)
            throw new InvalidDataException($"the schema is too large (allowed: an automaton of at most {MaxNodes} nodes)");
        _steps.Add([]);
        _emptySteps.Add([]);
        return _steps.Count - 1;
    }
}
