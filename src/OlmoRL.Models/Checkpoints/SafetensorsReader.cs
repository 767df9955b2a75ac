using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>Reads tensors out of one safetensors file by name; the file is mapped, and only what is asked for is touched.</summary>
/// <remarks>
/// Format: u64 header length, JSON header, data. A tensor is copied in pieces through views that are unmapped at once:
/// mapped pages count as the process's memory, and so the weights would be there twice.
/// </remarks>
public sealed class SafetensorsReader : IDisposable
{
    private const long MaxHeaderBytes = 100_000_000;
    private const long PieceElements = 4 << 20;
    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly SafetensorsHeader _header;
    private readonly long _dataStart;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="InvalidDataException">The header is not one that a correct writer makes.</exception>
    public SafetensorsReader(string path)
    {
        _path = path;
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        Span<byte> prefix = stackalloc byte[8];
        if (length < 8 || RandomAccess.Read(file, prefix, 0) < 8)
            throw new InvalidDataException($"{path}: shorter than a safetensors header");
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > MaxHeaderBytes || (long)headerLength > length - 8)
            throw new InvalidDataException($"{path}: header of {headerLength} bytes does not fit the file of {length} bytes");
        var header = new byte[headerLength];
        if (RandomAccess.Read(file, header, 8) < header.Length)
            throw new InvalidDataException($"{path}: the file shrank while it was opened");
        _dataStart = 8 + (long)headerLength;
        try
        {
            _header = SafetensorsHeader.Parse(header, length - _dataStart);
        }
        catch (InvalidDataException refused)
        {
            throw new InvalidDataException($"{path}: {refused.Message}");
        }

        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, 0, MemoryMappedFileAccess.Read);
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
        using var view = _file.CreateViewStream(_dataStart + entry.Begin + start * size, count * size, MemoryMappedFileAccess.Read);
        using var piece = flat.narrow(0, start, count);
        if (piece.dtype == entry.DataType && piece.device_type == TorchSharp.DeviceType.CPU)
        {
            view.ReadExactly(piece.bytes);
            return;
        }

        using var stored = empty(count, dtype: entry.DataType);
        view.ReadExactly(stored.bytes);
        _ = piece.copy_(stored);
    }
}
