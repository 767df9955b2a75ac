using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates.Evaluation;

/// <summary>What can stand after <c>is</c>. The first argument is the value that is tested.</summary>
internal static class ValueTests
{
    public static bool Holds(string name, Arguments arguments)
    {
        var value = arguments.Positional[0];
        bool Compare(string symbol) => Comparisons.Holds(arguments.Context, symbol, value, arguments.Require(1, "other"));
        return name switch
        {
            "defined" => value is not UndefinedValue,
            "undefined" => value is UndefinedValue,
            "none" => value is NoneValue,
            "boolean" => value is BooleanValue,
            "true" => value is BooleanValue { Value: true },
            "false" => value is BooleanValue { Value: false },
            "integer" => value is IntegerValue,
            "float" => value is FloatValue,
            "number" => value is IntegerValue or FloatValue or BooleanValue,
            "string" => value is TextValue,
            "mapping" => value is MappingValue,
            "sequence" => value is ListValue or TextValue or MappingValue or UndefinedValue,
            "iterable" => value is ListValue or TextValue or MappingValue or UndefinedValue,
            "callable" => value is FunctionValue,
            "eq" or "equalto" or "==" => Compare("=="),
            "ne" or "!=" => Compare("!="),
            "lt" or "lessthan" or "<" => Compare("<"),
            "le" or "<=" => Compare("<="),
            "gt" or "greaterthan" or ">" => Compare(">"),
            "ge" or ">=" => Compare(">="),
            "in" => Compare("in"),
            "sameas" => ReferenceEquals(value, arguments.Require(1, "other")) || (value.GetType() == arguments.Require(1, "other").GetType() && Compare("==")),
            "odd" => Remainder(arguments, 2) == 1,
            "even" => Remainder(arguments, 2) == 0,
            "divisibleby" => Remainder(arguments, arguments.Integer(1, "num", 0)) == 0,
            "upper" => value is TextValue text && text.Text.Any(char.IsUpper) && !text.Text.Any(char.IsLower),
            "lower" => value is TextValue text && text.Text.Any(char.IsLower) && !text.Text.Any(char.IsUpper),
            _ => throw arguments.Context.Fault($"there is no test '{name}'"),
        };
    }

    private static long Remainder(Arguments arguments, long divisor) => divisor == 0
        ? throw arguments.Context.Fault("division by zero")
        : Math.Abs(Operators.Integer(arguments.Context, arguments.Positional[0], arguments.Callee) % divisor);
}
