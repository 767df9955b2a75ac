using System.Reflection;

namespace OlmoRL.Training.Losses;

/// <summary>Objectives by name, and those of a user's own assembly: what `trainer.loss` of a recipe may say.</summary>
public static class PolicyLosses
{
    /// <summary>Separates an assembly's path from a type's name: `my-losses.dll:My.Loss`.</summary>
    private const char TypeSeparator = ':';

    private static readonly Dictionary<string, Func<ClipOptions, IPolicyLoss>> Factories = new(StringComparer.Ordinal)
    {
        ["clipped_surrogate"] = clip => new ClippedSurrogateLoss(clip),
        ["cispo"] = clip => new CispoLoss(clip),
        ["gspo"] = clip => new GspoLoss(clip),
    };

    /// <summary>The names known without an assembly.</summary>
    public static IEnumerable<string> Names => Factories.Keys;

    /// <summary>Makes an objective.</summary>
    /// <param name="name">One of <see cref="Names"/>, or ASSEMBLY.dll:TYPE. The assembly is the operator's own code and runs as such.</param>
    /// <param name="clip">Given to a constructor that takes it.</param>
    /// <param name="folder">What the assembly's path is relative to.</param>
    /// <exception cref="ArgumentException">No such name, file or type, or the type is no loss.</exception>
    public static IPolicyLoss Create(string name, ClipOptions clip, string folder)
    {
        if (Factories.TryGetValue(name, out var make))
            return make(clip);
        var cut = name.LastIndexOf(TypeSeparator);
        if (cut < 0)
            throw new ArgumentException($"no loss is named {name}; known: {string.Join(", ", Names)}, ASSEMBLY.dll:TYPE");
        var path = Path.GetFullPath(name[..cut], Path.GetFullPath(folder));
        if (!File.Exists(path))
            throw new ArgumentException($"{path} does not exist");
        return Make(Load(path), name[(cut + 1)..], clip);
    }

    private static Assembly Load(string path)
    {
        try
        {
            return Assembly.LoadFrom(path);
        }
        catch (BadImageFormatException)
        {
            throw new ArgumentException($"{path} is no .NET assembly");
        }
    }

    private static IPolicyLoss Make(Assembly assembly, string typeName, ClipOptions clip)
    {
        var type = assembly.GetType(typeName);
        if (type is null || type.IsAbstract || !typeof(IPolicyLoss).IsAssignableFrom(type))
        {
            var losses = assembly.GetTypes().Where(t => !t.IsAbstract && typeof(IPolicyLoss).IsAssignableFrom(t));
            throw new ArgumentException(
                $"{assembly.GetName().Name} has no IPolicyLoss named {typeName}; it has: {string.Join(", ", losses.Select(t => t.FullName).DefaultIfEmpty("none"))}");
        }

        if (type.GetConstructor([typeof(ClipOptions)]) is { } withClip)
            return (IPolicyLoss)withClip.Invoke([clip]);
        return type.GetConstructor([]) is { } plain
            ? (IPolicyLoss)plain.Invoke([])
            : throw new ArgumentException($"{typeName} needs a public constructor without parameters, or one that takes ClipOptions");
    }
}
