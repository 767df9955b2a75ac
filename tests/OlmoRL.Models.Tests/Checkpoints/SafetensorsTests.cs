using System.Buffers.Binary;
using System.Text;
using CsCheck;
using OlmoRL.Models.Checkpoints;
using static TorchSharp.torch;

namespace OlmoRL.Models.Tests.Checkpoints;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("olmorl-").FullName, "model.safetensors");

    [Fact]
    public void What_is_written_is_read_back_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        (string, Tensor)[] tensors =
        [
            ("b", randn(3, 5)), ("a", randn(7).to(ScalarType.BFloat16)), ("h", randn(2, 2).to(ScalarType.Float16)),
            ("n", arange(4, dtype: ScalarType.Int64)), ("e", empty(0, 3)),
        ];

        SafetensorsWriter.Write(_path, tensors);

        using var reader = new SafetensorsReader(_path);
        foreach (var (name, value) in tensors)
        {
            var back = empty(value.shape, dtype: value.dtype);
            reader.ReadInto(name, back);
            Assert.True(value.bytes.SequenceEqual(back.bytes), name);
        }

        var header = BinaryPrimitives.ReadUInt64LittleEndian(File.ReadAllBytes(_path));
        Assert.Equal(0UL, header % 8);
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(_path)!)); // no temporary file is left
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 8)] // too few bytes for its shape
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)] // a hole
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4)] // overlap
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8)] // bytes nobody describes
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)] // twice
    [InlineData("""{"a":{"dtype":"Q7","shape":[1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,4]}}""", 4)]
    [InlineData("""{"a":{}}""", 0)]
    [InlineData("""[1,2]""", 0)]
    [InlineData("""{"a" """, 0)]
    public void A_header_that_no_correct_writer_makes_is_refused(string header, int dataBytes)
    {
        Write(header, dataBytes);

        _ = Assert.Throws<InvalidDataException>(() => new SafetensorsReader(_path));
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 40)]
    [InlineData(99_000_000UL)]
    public void A_length_beyond_the_file_is_refused(ulong length)
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(_path, bytes);

        _ = Assert.Throws<InvalidDataException>(() => new SafetensorsReader(_path));
    }

    [Fact]
    public void No_damage_gets_past_the_header_check_as_anything_but_a_clear_error()
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(_path, [("weight", ones(4)), ("other", ones(2, 3))]);
        var intact = File.ReadAllBytes(_path);

        Gen.Select(Gen.Int[0, intact.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var damaged = (byte[])intact.Clone();
            damaged[at] = value;
            File.WriteAllBytes(_path, damaged);
            try
            {
                using var reader = new SafetensorsReader(_path);
                Assert.Equal(2, reader.Names.Count);
            }
            catch (InvalidDataException)
            {
                // refused, with a reason
            }
        }, threads: 1, iter: 500);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    private void Write(string header, int dataBytes)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)text.Length);
        text.CopyTo(bytes, 8);
        File.WriteAllBytes(_path, bytes);
    }
}
