using System.Reflection;
using System.Runtime.CompilerServices;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>The edges that docs/architecture.md forbids.</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] Assemblies =
    [
        "OlmoRL.Core", "OlmoRL.Data", "OlmoRL.Models", "OlmoRL.Inference", "OlmoRL.Training", "OlmoRL.Verification",
        "OlmoRL.Actors", "OlmoRL.Serving", "OlmoRL.Tasks", "OlmoRL.Flows", "OlmoRL.Reporting", "olmorl",
    ];

    public static TheoryData<string, string> ForbiddenEdges => new()
    {
        { "OlmoRL.Core", "TorchSharp" },
        { "OlmoRL.Core", "Akka" },
        { "OlmoRL.Core", "Docker.DotNet" },
        { "OlmoRL.Core", "Microsoft.CodeAnalysis" },
        { "OlmoRL.Core", "OlmoRL." },
        { "OlmoRL.Inference", "OlmoRL.Training" },
        { "OlmoRL.Training", "OlmoRL.Inference" },
        { "OlmoRL.Verification", "OlmoRL.Models" },
        { "OlmoRL.Verification", "TorchSharp" },
        { "OlmoRL.Serving", "OlmoRL.Training" },
        { "OlmoRL.Serving", "OlmoRL.Actors" },
        { "OlmoRL.Tasks", "OlmoRL.Training" },
        { "OlmoRL.Tasks", "OlmoRL.Actors" },
        { "OlmoRL.Reporting", "TorchSharp" },
        { "OlmoRL.Reporting", "Akka" },
    };

    [Theory]
    [MemberData(nameof(ForbiddenEdges))]
    public void An_assembly_does_not_reference_what_it_must_not(string assembly, string forbidden)
    {
        var references = Assembly.Load(assembly).GetReferencedAssemblies().Select(r => r.Name!);

        Assert.DoesNotContain(references, r => r.StartsWith(forbidden, StringComparison.Ordinal));
    }

    [Fact]
    public void Akka_is_referenced_by_the_actors_alone()
    {
        var referencing = Assemblies.Where(a => Assembly.Load(a).GetReferencedAssemblies().Any(r => r.Name == "Akka"));

        Assert.Equal(["OlmoRL.Actors"], referencing);
    }

    [Fact]
    public void Roslyn_is_referenced_by_verification_alone()
    {
        var referencing = Assemblies.Where(a => Assembly.Load(a).GetReferencedAssemblies()
            .Any(r => r.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)));

        Assert.Equal(["OlmoRL.Verification"], referencing);
    }

    [Fact]
    public void No_actor_reference_is_public_outside_the_actors()
    {
        var exposed = Assemblies.Where(a => a != "OlmoRL.Actors").SelectMany(a => Assembly.Load(a).GetExportedTypes())
            .SelectMany(t => t.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .OfType<MethodInfo>()
            .Where(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)
                .Any(t => t.Namespace?.StartsWith("Akka", StringComparison.Ordinal) == true));

        Assert.Empty(exposed);
    }

    [Fact]
    public void No_message_carries_a_tensor()
    {
        var messages = Actors.Wire.WireManifest.Types;

        Assert.All(messages, m => Assert.DoesNotContain(
            m.GetProperties(), p => p.PropertyType.FullName!.Contains("TorchSharp", StringComparison.Ordinal)));
    }

    [Fact]
    public void Asynchronous_methods_are_kept_out_of_the_tensor_assemblies()
    {
        // A dispose scope and grad mode belong to a thread: no tensor code may cross an await.
        var asynchronous = ((string[])["OlmoRL.Models", "OlmoRL.Inference", "OlmoRL.Training"])
            .SelectMany(a => Assembly.Load(a).GetTypes())
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => m.GetCustomAttribute<AsyncStateMachineAttribute>() is not null);

        Assert.Empty(asynchronous);
    }

    [Fact]
    public void Raw_memory_is_touched_by_kernels_and_bindings_alone()
    {
        string[] allowed = ["Cpu", "Kernels", "Collectives", "Native"];
        var unsafeFiles = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && File.ReadAllText(f).Contains("unsafe ", StringComparison.Ordinal))
            .Select(f => Path.GetFileName(Path.GetDirectoryName(f)!));

        Assert.All(unsafeFiles, folder => Assert.Contains(folder, allowed));
    }
}
