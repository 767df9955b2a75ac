using System.Buffers.Binary;
using System.Text;

namespace OlmoRL.Models.Native;

/// <summary>Marks one symbol version that a 64-bit ELF library asks for as weak, so that an older library may lack it.</summary>
/// <remarks>
/// TorchSharp 0.107 is linked against GCC 13 and names GLIBCXX_3.4.32, which libstdc++ of Debian 12 and Ubuntu 22.04 does
/// not have. The only symbol behind that name is a link-time marker that is never called, so a weak need
/// (VER_FLG_WEAK in vna_flags) is exact. Layout: System V ABI, "Symbol Versioning", sections of type SHT_GNU_verneed.
/// </remarks>
public static class ElfVersionNeeds
{
    private const uint SectionGnuVerneed = 0x6ffffffe;
    private const ushort FlagWeak = 2;

    /// <summary>ELF, 64 bits, little-endian.</summary>
    private static ReadOnlySpan<byte> Magic => [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];

    /// <summary>Sets the weak flag of <paramref name="version"/> in place; returns how many entries named it.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a little-endian 64-bit ELF file.</exception>
    public static int Weaken(Span<byte> file, string version)
    {
        if (file.Length < 64 || !file[..6].SequenceEqual(Magic))
            throw new InvalidDataException("not a little-endian 64-bit ELF file");

        var sectionTable = (int)BinaryPrimitives.ReadUInt64LittleEndian(file[0x28..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3a..]);
        int sectionCount = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3c..]);
        var changed = 0;
        for (var section = 0; section < sectionCount; section++)
        {
            var header = file[(sectionTable + section * entrySize)..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != SectionGnuVerneed)
                continue;
            var offset = (int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]);
            var stringSection = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]);
            var stringHeader = file[(sectionTable + stringSection * entrySize)..];
            var strings = (int)BinaryPrimitives.ReadUInt64LittleEndian(stringHeader[0x18..]);
            changed += WeakenSection(file, offset, strings, Encoding.ASCII.GetBytes(version));
        }

        return changed;
    }

    private static int WeakenSection(Span<byte> file, int need, int strings, ReadOnlySpan<byte> version)
    {
        var changed = 0;
        while (true)
        {
            int auxCount = BinaryPrimitives.ReadUInt16LittleEndian(file[(need + 2)..]);
            var aux = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(file[(need + 8)..]);
            for (var i = 0; i < auxCount; i++)
            {
                var name = file[(strings + (int)BinaryPrimitives.ReadUInt32LittleEndian(file[(aux + 8)..]))..];
                if (name[..name.IndexOf((byte)0)].SequenceEqual(version))
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(file[(aux + 4)..], FlagWeak);
                    changed++;
                }

                aux += (int)BinaryPrimitives.ReadUInt32LittleEndian(file[(aux + 12)..]);
            }

            var next = (int)BinaryPrimitives.ReadUInt32LittleEndian(file[(need + 12)..]);
            if (next == 0)
                return changed;
            need += next;
        }
    }
}
