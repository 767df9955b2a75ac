using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>Writes one safetensors file, atomically.</summary>
/// <remarks>Order and padding are those of the reference writer: widest dtype first, then name; data 8-byte aligned.</remarks>
public static class SafetensorsWriter
{
    /// <summary>Writes beside the target, then renames.</summary>
    public static void Write(
        string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = tensors
            .OrderByDescending(t => SafetensorsTypes.SizeBytes(t.Value.dtype))
            .ThenBy(t => t.Name, StringComparer.Ordinal).ToArray();
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            var header = Header(ordered, metadata);
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
            file.Write(prefix);
            file.Write(header);
            foreach (var (_, value) in ordered)
            {
                using var scope = NewDisposeScope();
                file.Write(value.detach().cpu().contiguous().bytes);
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static byte[] Header(
        (string Name, Tensor Value)[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var notes = new JsonObject { ["format"] = "pt" };
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
            notes[key] = value;
        var json = new JsonObject { ["__metadata__"] = notes };
        var offset = 0L;
        foreach (var (name, value) in tensors)
        {
            var end = offset + value.numel() * SafetensorsTypes.SizeBytes(value.dtype);
            json[name] = new JsonObject
            {
                ["dtype"] = SafetensorsTypes.Name(value.dtype),
                ["shape"] = new JsonArray([.. value.shape.Select(d => (JsonNode)d)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        var bytes = JsonSerializer.SerializeToUtf8Bytes(json);
        var padded = new byte[(bytes.Length + 7) / 8 * 8];
        padded.AsSpan().Fill((byte)' ');
        bytes.CopyTo(padded, 0);
        return padded;
    }
}
