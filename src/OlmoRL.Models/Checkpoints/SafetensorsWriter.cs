using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>Writes one safetensors file, atomically.</summary>
/// <remarks>Order and padding are those of the reference writer: widest dtype first, then name; data 8-byte aligned.</remarks>
public static class SafetensorsWriter
{
    private const long PieceElements = 4 << 20;

    /// <summary>Writes beside the target, then renames.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Under unique names, on any device.</param>
    /// <param name="dtype">What floating-point values are cast to, piece by piece; null keeps each tensor's own.</param>
    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors, ScalarType? dtype = null)
    {
        ScalarType TypeOf(Tensor value) => value.is_floating_point() ? dtype ?? value.dtype : value.dtype;
        var ordered = tensors
            .OrderByDescending(t => SafetensorsTypes.SizeBytes(TypeOf(t.Value)))
            .ThenBy(t => t.Name, StringComparer.Ordinal).ToArray();
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(Header(ordered.Select(t => (t.Name, TypeOf(t.Value), t.Value.shape))));
            foreach (var (_, value) in ordered)
                WriteData(file, value, TypeOf(value));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static void WriteData(FileStream file, Tensor value, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var flat = value.detach().contiguous().view(-1); // [elements]
        for (var start = 0L; start < flat.numel(); start += PieceElements)
        {
            using var inner = NewDisposeScope();
            var piece = flat.narrow(0, start, Math.Min(PieceElements, flat.numel() - start));
            file.Write(piece.to(type).cpu().bytes);
        }
    }

    private static byte[] Header(IEnumerable<(string Name, ScalarType Type, long[] Shape)> tensors)
    {
        var json = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } }; // some loaders refuse files without it
        var offset = 0L;
        foreach (var (name, type, shape) in tensors)
        {
            var end = offset + shape.Aggregate(1L, (a, d) => a * d) * SafetensorsTypes.SizeBytes(type);
            json.Add(name, new JsonObject
            {
                ["dtype"] = SafetensorsTypes.Name(type),
                ["shape"] = new JsonArray([.. shape.Select(d => (JsonNode)d)]),
                ["data_offsets"] = new JsonArray(offset, end),
            });
            offset = end;
        }

        var text = JsonSerializer.SerializeToUtf8Bytes(json);
        var length = (text.Length + 7) / 8 * 8;
        var bytes = new byte[8 + length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)length);
        bytes.AsSpan(8).Fill((byte)' ');
        text.CopyTo(bytes, 8);
        return bytes;
    }
}
