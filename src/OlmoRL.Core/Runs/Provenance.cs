using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OlmoRL.Runs;

/// <summary>One of several checkpoints that something was made of.</summary>
/// <param name="Checkpoint">Its folder, as the recipe spells it.</param>
/// <param name="Digest">Of the folder.</param>
/// <param name="Part">What it was for: `strong`, or its weight in a merge.</param>
public sealed record ProvenanceSource(string Checkpoint, string Digest, string Part)
{
    /// <summary>Begins the digest of a model behind an endpoint; its name follows, for nothing else is known of it.</summary>
    public const string EndpointPrefix = "endpoint:";

    /// <summary>A model behind an endpoint.</summary>
    public static ProvenanceSource OfEndpoint(string url, string model, string part) => new(url, EndpointPrefix + model, part);

    /// <summary>A source with the digest that its folder has now.</summary>
    public static ProvenanceSource Of(string checkpoint, string part) => new(checkpoint, ContentDigest.OfCheckpoint(checkpoint), part);
}

/// <summary>Where a checkpoint came from: the content of its olmorl.json.</summary>
/// <remarks>Digests are <see cref="ContentDigest"/>s. Nothing in it changes when a run is repeated.</remarks>
public sealed record Provenance
{
    /// <summary>The file's name in a checkpoint folder.</summary>
    public const string FileName = "olmorl.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What made it: pretrain, midtrain, sft, pairs, dpo, rlvr, merge, convert.</summary>
    public required string Stage { get; init; }

    /// <summary>Optimizer steps taken in that stage.</summary>
    public long Step { get; init; }

    /// <summary>The folder that the stage started from, as the recipe spells it; null when it started from nothing.</summary>
    public string? Parent { get; init; }

    /// <summary>Digest of that folder.</summary>
    public string? ParentDigest { get; init; }

    /// <summary>Where several checkpoints went into one: a merge, or the models that wrote pairs. Else null.</summary>
    public IReadOnlyList<ProvenanceSource>? Sources { get; init; }

    /// <summary>Digest of the resolved recipe's text.</summary>
    public string? RecipeDigest { get; init; }

    /// <summary>Digest of each data file by name.</summary>
    public IReadOnlyDictionary<string, string> DataDigests { get; init; } = new Dictionary<string, string>();

    /// <summary>Version and commit of the program that wrote it; filled in by <see cref="Write"/>.</summary>
    public string? CodeVersion { get; init; }

    /// <summary>Version and commit of this program.</summary>
    public static string ThisProgram => typeof(Provenance).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>What is known when a stage begins; the step is set at each checkpoint.</summary>
    /// <param name="stage">See <see cref="Stage"/>.</param>
    /// <param name="parent">The checkpoint folder it starts from, or null.</param>
    /// <param name="resolvedRecipe">The recipe with every value filled in.</param>
    /// <param name="dataFiles">Files that it learns from.</param>
    public static Provenance Of(string stage, string? parent, string resolvedRecipe, params IEnumerable<string> dataFiles) => new()
    {
        Stage = stage,
        Parent = parent,
        ParentDigest = parent is null ? null : ContentDigest.OfCheckpoint(parent),
        RecipeDigest = ContentDigest.OfText(resolvedRecipe),
        DataDigests = dataFiles.Distinct(StringComparer.Ordinal).ToDictionary(f => f, ContentDigest.OfFile, StringComparer.Ordinal),
    };

    /// <summary>Reads a folder's provenance; null when it has none, as a downloaded model.</summary>
    /// <exception cref="InvalidDataException">The file is there and cannot be read.</exception>
    public static Provenance? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<Provenance>(File.ReadAllText(path), Json);
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException($"{path}: {malformed.Message}");
        }
    }

    /// <summary>Writes olmorl.json into a folder that is not yet in its place.</summary>
    public void Write(string folder) => File.WriteAllText(
        Path.Combine(folder, FileName), JsonSerializer.Serialize(this with { CodeVersion = CodeVersion ?? ThisProgram }, Json) + "\n");
}
