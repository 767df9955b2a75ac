namespace OlmoRL.Serving.Structured;

/// <summary>A deterministic automaton over bytes whose states are made when they are first reached. Not thread-safe.</summary>
internal sealed class ByteAutomaton
{
    /// <summary>No text of the language goes on like this.</summary>
    public const int Dead = -1;

    private const int Unknown = -2;
    private readonly ByteGraph _graph;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<int[]> _nodes = [];
    private readonly List<int[]> _next = [];

    /// <summary>Of a language.</summary>
    /// <exception cref="InvalidDataException">It is too large.</exception>
    public ByteAutomaton(ByteExpression expression)
    {
        _graph = ByteGraph.Of(expression);
        Start = State(_graph.Closure([_graph.Start]));
    }

    /// <summary>Before the first byte.</summary>
    public int Start { get; }

    /// <summary>The state behind a byte, or <see cref="Dead"/>.</summary>
    public int Next(int state, byte value)
    {
        ref var next = ref _next[state][value];
        if (next != Unknown)
            return next;
        int[] targets = [.. _nodes[state].SelectMany(_graph.Steps).Where(s => s.Low <= value && value <= s.High).Select(s => s.Target)];
        return next = targets.Length == 0 ? Dead : State(_graph.Closure(targets));
    }

    /// <summary>Whether a whole text ends here and none goes on.</summary>
    public bool IsComplete(int state) =>
        _nodes[state].Contains(_graph.End) && _nodes[state].All(n => _graph.Steps(n).Count == 0);

    private int State(int[] nodes)
    {
        var key = string.Join(' ', nodes);
        if (_numbers.TryGetValue(key, out var known))
            return known;
        var row = new int[byte.MaxValue + 1];
        Array.Fill(row, Unknown);
        _nodes.Add(nodes);
        _next.Add(row);
        return _numbers[key] = _nodes.Count - 1;
    }
}
