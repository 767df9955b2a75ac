using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Verification.Algebra;

/// <summary>Reads functions by name: what stands below and above the name, and how far the argument goes without brackets.</summary>
internal sealed class FunctionParser(TokenCursor cursor, ExpressionParser expressions, AtomParser atoms)
{
    /// <summary>\log_2 8, \sin^2 x, \sin^{-1} x, \sin 2x, \max(a, b).</summary>
    public Expression Parse(string name)
    {
        Expression? subscript = null, exponent = null;
        for (var i = 0; i < 2; i++)
        {
            if (subscript is null && cursor.TakeMark('_'))
                subscript = atoms.ParseArgument(wholeNumber: cursor.Next.Kind is not (TokenKind.End or TokenKind.Mark) || cursor.Next.Text is "(" or "{" or "|");
            if (exponent is null && cursor.TakeMark('^'))
                exponent = atoms.ParseArgument(wholeNumber: true);
        }

        var arguments = ParseArguments();
        if (subscript is not null)
            arguments = [subscript, .. arguments];
        if (exponent is Expression.Number(var power) && power == RationalNumber.Of(-1) && ElementaryFunctions.Names.Contains("arc" + name))
            return new Expression.Function("arc" + name, arguments);
        Expression value = new Expression.Function(name, arguments);
        return exponent is null ? value : new Expression.Power(value, exponent);
    }

    private List<Expression> ParseArguments()
    {
        expressions.Descend();
        var arguments = new List<Expression>();
        if (cursor.TakeMark('('))
        {
            do
                arguments.Add(expressions.ParseSum());
            while (cursor.TakeMark(','));
            cursor.Expect(')');
        }
        else
        {
            var negated = cursor.TakeMark('-');
            Expression argument = expressions.ParsePower();
            while (cursor.Current.Kind is TokenKind.Number or TokenKind.Letter || cursor.Current.IsCommand("pi") || cursor.Current.IsCommand("frac") || cursor.Current.IsCommand("sqrt")
                || (cursor.Current.Kind == TokenKind.Command && LatexSymbols.Greek.Contains(cursor.Current.Text)))
                argument = new Expression.Product([argument, expressions.ParsePower()]);
            if (cursor.Current.IsMark('/') && cursor.Next.Kind == TokenKind.Number && cursor.TakeMark('/'))
                argument = new Expression.Quotient(argument, expressions.ParsePower());
            arguments.Add(negated ? Expression.Negated(argument) : argument);
        }

        expressions.Ascend();
        return arguments;
    }
}
