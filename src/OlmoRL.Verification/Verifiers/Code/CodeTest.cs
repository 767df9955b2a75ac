using OlmoRL.Verification.Sandboxes;

namespace OlmoRL.Verification.Verifiers.Code;

/// <summary>One test of a program: what the sandbox is asked, and how its answer is judged here.</summary>
internal abstract record CodeTest
{
    private CodeTest()
    {
    }

    /// <summary>The request for a program.</summary>
    public abstract SandboxRequest Request(string program, SandboxLimits limits);

    /// <summary>Why the answer is wrong; null when it is right.</summary>
    public abstract string? Judge(SandboxResult result);

    /// <summary>Standard input to standard output; the expected output stays here.</summary>
    public sealed record Script(string Stdin, string Expected) : CodeTest
    {
        public override SandboxRequest Request(string program, SandboxLimits limits) =>
            new() { Program = program, Stdin = Stdin, Limits = limits };

        public override string? Judge(SandboxResult result) => OutputComparison.AreEqual(result.Output, Expected)
            ? null
            : result.Output.Length == 0 && result.Errors.Length > 0
                ? LastLine(result.Errors)
                : $"printed {Excerpt.Of(result.Output)}, not {Excerpt.Of(Expected)}";
    }

    /// <summary>An expression whose value is compared here with a literal that the sandbox never sees.</summary>
    public sealed record Value(string Setup, string Expression, PythonValue Expected) : CodeTest
    {
        public override SandboxRequest Request(string program, SandboxLimits limits) =>
            new() { Program = program, Test = new ProgramTest(Setup, Expression, IsExpression: true, EntryPoint: null), Limits = limits };

        public override string? Judge(SandboxResult result)
        {
            var report = TestReport.Read(result.Report);
            if (report.Value is not { } value)
                return report.Error ?? "no value";
            return PythonEquality.AreEqual(value, Expected) ? null : $"{Excerpt.Of(Expression)} has another value";
        }
    }

    /// <summary>Statements that raise when the program is wrong; they run in a process that the program cannot reach.</summary>
    public sealed record Statements(string Setup, string Body, string? EntryPoint) : CodeTest
    {
        public override SandboxRequest Request(string program, SandboxLimits limits) =>
            new() { Program = program, Test = new ProgramTest(Setup, Body, IsExpression: false, EntryPoint), Limits = limits };

        public override string? Judge(SandboxResult result)
        {
            var report = TestReport.Read(result.Report);
            return report.Passed ? null : report.Error ?? "no report";
        }
    }

    private static string LastLine(string errors) => Excerpt.Of(errors.TrimEnd().Split('\n')[^1]);
}
