using static OlmoRL.Serving.Structured.ByteExpression;

namespace OlmoRL.Serving.Structured;

/// <summary>The pieces of JSON (RFC 8259) as languages over bytes.</summary>
/// <remarks>Numbers have a limit and there is at most one space, so that a model cannot go on for ever without saying anything.</remarks>
internal static class JsonText
{
    private const int MaxDigits = 17;

    /// <summary>One space or none.</summary>
    public static ByteExpression Space { get; } = Maybe(Text(" "));

    /// <summary>Between two members or items.</summary>
    public static ByteExpression Comma { get; } = All(Text(","), Space);

    /// <summary>A whole number.</summary>
    public static ByteExpression Integer { get; } =
        All(Maybe(Text("-")), Any(Text("0"), All(new Between((byte)'1', (byte)'9'), Times(Digit, 0, MaxDigits))));

    /// <summary>A number that fits a double.</summary>
    public static ByteExpression Number { get; } = All(
        Integer, Maybe(All(Text("."), Times(Digit, 1, MaxDigits))), Maybe(All(OneOf("eE"), Maybe(OneOf("+-")), Times(Digit, 1, 2))));

    /// <summary>true or false.</summary>
    public static ByteExpression Boolean { get; } = Any(Text("true"), Text("false"));

    private static ByteExpression Digit => new Between((byte)'0', (byte)'9');

    /// <summary>A text of so many characters, in quotes; an escape counts as one.</summary>
    public static ByteExpression String(int least, int most) => All(Text("\""), Times(Any(Character(), Escape()), least, most), Text("\""));

    /// <summary>An array of so many items.</summary>
    public static ByteExpression Array(ByteExpression item, int least, int most) =>
        most == 0 ? Text("[]") : All(Text("["), Space, new Repeat(item, Comma, least, most), Space, Text("]"));

    /// <summary>An object out of members, or of its members in this order.</summary>
    public static ByteExpression Object(ByteExpression members) => All(Text("{"), Space, members, Space, Text("}"));

    /// <summary>A name and its value.</summary>
    public static ByteExpression Member(ByteExpression name, ByteExpression value) => All(name, Text(":"), Space, value);

    /// <summary>Well-formed UTF-8 (Unicode 16, table 3-7) but for controls, quote and backslash.</summary>
    private static ByteExpression Character()
    {
        var any = new Between(0x80, 0xBF);
        return Any(
            new Between(0x20, 0x21), new Between(0x23, 0x5B), new Between(0x5D, 0x7E),
            All(new Between(0xC2, 0xDF), any),
            All(new Between(0xE0, 0xE0), new Between(0xA0, 0xBF), any),
            All(new Between(0xE1, 0xEC), any, any),
            All(new Between(0xED, 0xED), new Between(0x80, 0x9F), any),
            All(new Between(0xEE, 0xEF), any, any),
            All(new Between(0xF0, 0xF0), new Between(0x90, 0xBF), any, any),
            All(new Between(0xF1, 0xF3), any, any, any),
            All(new Between(0xF4, 0xF4), new Between(0x80, 0x8F), any, any));
    }

    /// <summary>A backslash and what it escapes; no half of a surrogate pair.</summary>
    private static ByteExpression Escape()
    {
        var hex = Any(Digit, new Between((byte)'a', (byte)'f'), new Between((byte)'A', (byte)'F'));
        var code = Any(
            All(Any(Digit, OneOf("abcefABCEF")), hex, hex, hex),
            All(OneOf("dD"), new Between((byte)'0', (byte)'7'), hex, hex));
        return All(Text("\\"), Any(OneOf("\"\\/bfnrt"), All(Text("u"), code)));
    }
}
