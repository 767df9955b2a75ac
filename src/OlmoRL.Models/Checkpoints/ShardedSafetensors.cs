using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>The weights of a checkpoint folder, whether they are one file or shards with an index.</summary>
public sealed class ShardedSafetensors : IDisposable
{
    /// <summary>The only file, when it fits.</summary>
    public const string SingleFile = "model.safetensors";

    /// <summary>Says which shard holds which tensor.</summary>
    public const string IndexFile = "model.safetensors.index.json";

    private readonly Dictionary<string, SafetensorsReader> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _fileOf = new(StringComparer.Ordinal);

    /// <summary>Opens every shard and checks the headers; no weight is read.</summary>
    /// <exception cref="InvalidDataException">A file is missing or damaged, or the index contradicts the shards.</exception>
    public ShardedSafetensors(string folder)
    {
        try
        {
            if (File.Exists(Path.Combine(folder, IndexFile)))
                OpenShards(folder);
            else if (File.Exists(Path.Combine(folder, SingleFile)))
                Open(folder, SingleFile);
            else
                throw new InvalidDataException($"{folder}: neither {SingleFile} nor {IndexFile}, so there are no weights");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Names of the files, in order.</summary>
    public IEnumerable<string> Files => _files.Keys.Order(StringComparer.Ordinal);

    /// <summary>Every tensor of every file.</summary>
    public IEnumerable<KeyValuePair<string, SafetensorsEntry>> Entries => _files.Values.SelectMany(f => f.Entries);

    /// <summary>One tensor's place and shape, or null.</summary>
    public SafetensorsEntry? Find(string name) =>
        _fileOf.TryGetValue(name, out var file) ? _files[file].Entries[name] : null;

    /// <summary>Copies a tensor's values into an existing one, casting to its dtype; the number of rows may differ.</summary>
    /// <exception cref="InvalidDataException">There is none of that name and width.</exception>
    public void ReadRowsInto(string name, Tensor destination)
    {
        if (!_fileOf.TryGetValue(name, out var file))
            throw new InvalidDataException($"no tensor named {name}");
        _files[file].ReadRowsInto(name, destination);
    }

    /// <summary>Writes tensors into a folder that is not yet in its place, in shards where one file would be too large.</summary>
    /// <param name="folder">Exists.</param>
    /// <param name="tensors">In the order in which they fill the shards.</param>
    /// <param name="dtype">What they are cast to.</param>
    /// <param name="maxShardBytes">A tensor that is larger is a shard of its own.</param>
    public static void Write(string folder, IReadOnlyList<(string Name, Tensor Value)> tensors, ScalarType dtype, long maxShardBytes)
    {
        long Size((string Name, Tensor Value) t) => t.Value.numel() * SafetensorsTypes.SizeBytes(dtype);
        var shards = new List<List<(string Name, Tensor Value)>>();
        var free = 0L;
        foreach (var tensor in tensors)
        {
            if (Size(tensor) > free)
            {
                shards.Add([]);
                free = maxShardBytes;
            }

            shards[^1].Add(tensor);
            free -= Size(tensor);
        }

        if (shards.Count == 1)
        {
            SafetensorsWriter.Write(Path.Combine(folder, SingleFile), tensors, dtype);
            return;
        }

        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < shards.Count; i++)
        {
            var name = $"model-{i + 1:D5}-of-{shards.Count:D5}.safetensors";
            SafetensorsWriter.Write(Path.Combine(folder, name), shards[i], dtype);
            foreach (var (tensor, _) in shards[i])
                map.Add(tensor, name);
        }

        var index = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["total_parameters"] = tensors.Sum(t => t.Value.numel()),
                ["total_size"] = tensors.Sum(Size),
            },
            ["weight_map"] = new JsonObject(map.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))),
        };
        File.WriteAllText(Path.Combine(folder, IndexFile), index.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files.Values)
            file.Dispose();
    }

    private void OpenShards(string folder)
    {
        var path = Path.Combine(folder, IndexFile);
        var map = ReadIndex(path);
        foreach (var name in map.Values.Distinct(StringComparer.Ordinal))
        {
            // The name comes from a file that may be hostile: it must stay in the folder.
            if (name != Path.GetFileName(name) || name is "" or "." or ".." || name.Contains('\\', StringComparison.Ordinal))
                throw new InvalidDataException($"{path}: {name} is no file name");
            if (!File.Exists(Path.Combine(folder, name)))
                throw new InvalidDataException($"{path}: shard {name} is missing");
            Open(folder, name);
        }

        foreach (var (tensor, file) in map)
        {
            if (_fileOf.GetValueOrDefault(tensor) != file)
                throw new InvalidDataException($"{path}: {tensor} is not in {file}");
        }

        if (_fileOf.Keys.FirstOrDefault(t => !map.ContainsKey(t)) is { } unlisted)
            throw new InvalidDataException($"{path}: {unlisted} is in {_fileOf[unlisted]} and not in the index");
    }

    private static Dictionary<string, string> ReadIndex(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var map = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var entry in json.RootElement.GetProperty("weight_map").EnumerateObject())
            {
                if (!map.TryAdd(entry.Name, entry.Value.GetString() ?? ""))
                    throw new InvalidDataException($"{path}: {entry.Name} is listed twice");
            }

            return map;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path}: malformed index: {malformed.Message}");
        }
    }

    private void Open(string folder, string name)
    {
        var file = new SafetensorsReader(Path.Combine(folder, name));
        _files.Add(name, file);
        foreach (var tensor in file.Entries.Keys)
        {
            if (!_fileOf.TryAdd(tensor, name))
                throw new InvalidDataException($"{folder}: {tensor} is in {_fileOf[tensor]} and again in {name}");
        }
    }
}
