using System.Reflection;
using OlmoRL.Rewards;

namespace OlmoRL.Verification.Scripts;

/// <summary>Rewards that the operator wrote: `script:PATH` for a C# script, `assembly:PATH;TYPE` for a compiled verifier.</summary>
public static class OperatorCode
{
    private const string ScriptPrefix = "script:";
    private const string AssemblyPrefix = "assembly:";

    /// <summary>Whether a name stands for operator's code.</summary>
    public static bool Is(string name) =>
        name.StartsWith(ScriptPrefix, StringComparison.Ordinal) || name.StartsWith(AssemblyPrefix, StringComparison.Ordinal);

    /// <summary>The name with a full path.</summary>
    public static string Rooted(string name, string folder)
    {
        var prefix = name.StartsWith(ScriptPrefix, StringComparison.Ordinal) ? ScriptPrefix : AssemblyPrefix;
        return prefix + Path.GetFullPath(name[prefix.Length..], folder);
    }

    /// <summary>Compiles the script, or makes an instance of the type, in this process.</summary>
    /// <exception cref="ScriptException">It does not compile; names file, line and column.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="ArgumentException">There is no such type, or it is no verifier.</exception>
    public static IVerifier Load(string rooted) => rooted.StartsWith(ScriptPrefix, StringComparison.Ordinal)
        ? new CompiledScript(rooted[ScriptPrefix.Length..])
        : FromAssembly(rooted[AssemblyPrefix.Length..]);

    private static IVerifier FromAssembly(string pathAndType)
    {
        if (pathAndType.Split(';') is not [var path, var typeName])
            throw new ArgumentException($"{AssemblyPrefix}{pathAndType}: expected {AssemblyPrefix}PATH;NAMESPACE.TYPE");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} does not exist");
        var type = Assembly.LoadFrom(path).GetType(typeName)
            ?? throw new ArgumentException($"{path} has no type {typeName}");
        return typeof(IVerifier).IsAssignableFrom(type) && type.GetConstructor(Type.EmptyTypes) is not null
            ? (IVerifier)Activator.CreateInstance(type)!
            : throw new ArgumentException($"{typeName} is not an IVerifier with a constructor that takes nothing");
    }
}
