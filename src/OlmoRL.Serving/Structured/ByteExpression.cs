namespace OlmoRL.Serving.Structured;

/// <summary>A regular language over bytes.</summary>
internal abstract record ByteExpression
{
    private ByteExpression()
    {
    }

    /// <summary>Nothing.</summary>
    public static ByteExpression Empty { get; } = new Sequence([]);

    /// <summary>One byte out of a range, both ends included.</summary>
    public sealed record Between(byte Low, byte High) : ByteExpression;

    /// <summary>One after the other.</summary>
    public sealed record Sequence(IReadOnlyList<ByteExpression> Parts) : ByteExpression;

    /// <summary>One of several.</summary>
    public sealed record Choice(IReadOnlyList<ByteExpression> Options) : ByteExpression;

    /// <summary>An item several times, with a separator between.</summary>
    /// <param name="Item">What is repeated.</param>
    /// <param name="Separator">Between two items.</param>
    /// <param name="Least">Fewest items.</param>
    /// <param name="Most">Most items; <see cref="int.MaxValue"/> is no limit.</param>
    public sealed record Repeat(ByteExpression Item, ByteExpression Separator, int Least, int Most = int.MaxValue) : ByteExpression;

    /// <summary>The UTF-8 bytes of a text.</summary>
    public static ByteExpression Text(string text) =>
        new Sequence([.. System.Text.Encoding.UTF8.GetBytes(text).Select(b => new Between(b, b))]);

    /// <summary>In this order.</summary>
    public static ByteExpression All(params IReadOnlyList<ByteExpression> parts) => new Sequence(parts);

    /// <summary>Any one.</summary>
    public static ByteExpression Any(params IReadOnlyList<ByteExpression> options) => new Choice(options);

    /// <summary>Once or not at all.</summary>
    public static ByteExpression Maybe(ByteExpression item) => new Repeat(item, Empty, 0, 1);

    /// <summary>From <paramref name="least"/> to <paramref name="most"/> times, with nothing between.</summary>
    public static ByteExpression Times(ByteExpression item, int least, int most = int.MaxValue) => new Repeat(item, Empty, least, most);

    /// <summary>One of these ASCII characters.</summary>
    public static ByteExpression OneOf(string characters) => new Choice([.. characters.Select(c => new Between((byte)c, (byte)c))]);
}
