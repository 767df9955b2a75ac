using System.Buffers.Binary;
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
            ("n", arange(4, dtype: ScalarType.Int64)), ("e", empty(0, 3)), ("s", tensor(2.5)),
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

    [Theory]
    [InlineData(ScalarType.Float32, ScalarType.BFloat16)]
    [InlineData(ScalarType.BFloat16, ScalarType.Float32)]
    [InlineData(ScalarType.Float16, ScalarType.Float32)]
    [InlineData(ScalarType.Float32, ScalarType.Float16)]
    public void Values_are_cast_as_they_are_read_and_as_they_are_written(ScalarType stored, ScalarType wanted)
    {
        using var scope = NewDisposeScope();
        var value = (randn(9_000_000) * 3).to(stored); // several pieces
        var expected = value.to(wanted);
        var back = empty(value.shape, dtype: wanted);

        SafetensorsWriter.Write(_path, [("as read", value)]);
        using (var reader = new SafetensorsReader(_path))
            reader.ReadInto("as read", back);
        Assert.True(expected.bytes.SequenceEqual(back.bytes));

        SafetensorsWriter.Write(_path, [("as written", value)], wanted);
        using (var reader = new SafetensorsReader(_path))
        {
            Assert.Equal(wanted, reader.Entries["as written"].DataType);
            reader.ReadInto("as written", back.zero_());
        }

        Assert.True(expected.bytes.SequenceEqual(back.bytes));
    }

    [Fact]
    public void Any_tensors_come_back_bit_for_bit()
    {
        var shape = Gen.Long[0, 5].Array[0, 3];
        var type = Gen.OneOfConst(ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16, ScalarType.Int32, ScalarType.Byte);
        Gen.Select(shape, type, Gen.Int[1, 1000]).Array[1, 6].Sample(drawn =>
        {
            using var scope = NewDisposeScope();
            (string Name, Tensor Value)[] tensors =
                [.. drawn.Select((d, i) => ($"t{i}/ü", randint(-100, 100, d.Item1, generator: new Generator((ulong)d.Item3)).to(d.Item2)))];
            SafetensorsWriter.Write(_path, tensors);
            using var reader = new SafetensorsReader(_path);
            foreach (var (name, value) in tensors)
            {
                var back = zeros(value.shape, dtype: value.dtype);
                reader.ReadInto(name, back);
                Assert.True(value.bytes.SequenceEqual(back.bytes), name);
            }
        }, threads: 1, iter: 200);
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
                Assert.Equal(2, reader.Entries.Count);
            }
            catch (InvalidDataException)
            {
                // refused, with a reason
            }
        }, threads: 1, iter: 500);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
}
