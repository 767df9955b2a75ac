using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>Reads tensors out of one safetensors file by name; only what is asked for is touched.</summary>
/// <remarks>
/// Format: u64 header length, JSON header, data. A tensor is read in pieces, by all cores, from the page cache straight
/// into its own memory. A mapping would cost a fault a page (four times the time, measured) and its pages would count as
/// the process's, as if the weights were there twice.
/// </remarks>
public sealed class SafetensorsReader : IDisposable
{
    private const long MaxHeaderBytes = 100_000_000;
    private const long PieceElements = 4 << 20;
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly SafetensorsHeader _header;
    private readonly long _dataStart;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="InvalidDataException">The header is not one that a correct writer makes.</exception>
    public SafetensorsReader(string path)
    {
        _path = path;
        _file = File.OpenHandle(path);
        try
        {
            (_header, _dataStart) = ReadHeader();
        }
        catch (InvalidDataException refused)
        {
            _file.Dispose();
            throw new InvalidDataException($"{path}: {refused.Message}");
        }
    }

    /// <summary>Tensors of the file by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _header.Entries;

    /// <summary>The writer's notes.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Copies a tensor's values into an existing one of the same shape, casting to its dtype, on any device.</summary>
    /// <param name="name">Which.</param>
    /// <param name="destination">Contiguous.</param>
    public void ReadInto(string name, Tensor destination)
    {
        var entry = Find(name);
        if (!entry.Shape.SequenceEqual(destination.shape))
            throw WrongShape(name, entry, destination);
        Copy(entry, destination);
    }

    /// <summary>As <see cref="ReadInto"/>, for another number of rows: those that the file lacks are zeros.</summary>
    public void ReadRowsInto(string name, Tensor destination)
    {
        var entry = Find(name);
        if (entry.Shape.Count != destination.shape.Length || !entry.Shape.Skip(1).SequenceEqual(destination.shape.Skip(1)))
            throw WrongShape(name, entry, destination);
        Copy(entry, destination);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private (SafetensorsHeader Header, long DataStart) ReadHeader()
    {
        var length = RandomAccess.GetLength(_file);
        Span<byte> prefix = stackalloc byte[8];
        if (length < 8 || RandomAccess.Read(_file, prefix, 0) < 8)
            throw new InvalidDataException("shorter than a safetensors header");
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > MaxHeaderBytes || (long)headerLength > length - 8)
            throw new InvalidDataException($"header of {headerLength} bytes does not fit the file of {length} bytes");
        var json = new byte[headerLength];
        ReadExactly(json, 8);
        var dataStart = 8 + (long)headerLength;
        return (SafetensorsHeader.Parse(json, length - dataStart), dataStart);
    }

    private SafetensorsEntry Find(string name) =>
        Entries.GetValueOrDefault(name) ?? throw new InvalidDataException($"{_path}: no tensor named {name}");

    private InvalidDataException WrongShape(string name, SafetensorsEntry entry, Tensor asked) => new(
        $"{_path}: {name} has shape [{string.Join(", ", entry.Shape)}]; [{string.Join(", ", asked.shape)}] is asked for");

    private void Copy(SafetensorsEntry entry, Tensor destination)
    {
        using var detached = destination.detach();
        using var flat = detached.view(-1); // [elements]
        var stored = (entry.End - entry.Begin) / SafetensorsTypes.SizeBytes(entry.DataType);
        var count = Math.Min(flat.numel(), stored);
        if (count < flat.numel())
            _ = flat.narrow(0, count, flat.numel() - count).zero_();
        var pieces = (int)((count + PieceElements - 1) / PieceElements);
        if (pieces == 1)
            ReadPiece(entry, flat, 0, count);
        else
            _ = Parallel.For(0, pieces, i => ReadPiece(entry, flat, i * PieceElements, Math.Min(PieceElements, count - i * PieceElements)));
    }

    private void ReadPiece(SafetensorsEntry entry, Tensor flat, long start, long count)
    {
        var size = SafetensorsTypes.SizeBytes(entry.DataType);
        var offset = _dataStart + entry.Begin + start * size;
        using var piece = flat.narrow(0, start, count);
        if (piece.dtype == entry.DataType && piece.device_type == TorchSharp.DeviceType.CPU)
        {
            ReadExactly(piece.bytes, offset);
            return;
        }

        using var stored = empty(count, dtype: entry.DataType);
        ReadExactly(stored.bytes, offset);
        _ = piece.copy_(stored);
    }

    private void ReadExactly(Span<byte> destination, long offset)
    {
        while (!destination.IsEmpty)
        {
            var read = RandomAccess.Read(_file, destination, offset);
            if (read == 0)
                throw new InvalidDataException("the file shrank while it was open");
            destination = destination[read..];
            offset += read;
        }
    }
}
