using System.Text;
using CsCheck;
using OlmoRL.Models.Checkpoints;
using static TorchSharp.torch;

namespace OlmoRL.Models.Tests.Checkpoints;

public sealed class SafetensorsHeaderTests
{
    private static readonly string Deep = string.Concat(Enumerable.Repeat("[", 5000));

    public static TheoryData<string, long, string> Refused => new()
    {
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 8, "wrong size" }, // too few bytes for its shape
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "hole" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "overlap" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "overlap" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "holds 8" }, // bytes nobody describes
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "holds 3" }, // cut short
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 0, "wrong size" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "twice" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "twice" },
        { """{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "twice" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"extra":1}}""", 4, "extra" },
        { """{"a":{"dtype":"Q7","shape":[1],"data_offsets":[0,4]}}""", 4, "Q7" },
        { """{"a":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}""", 4, "malformed" },
        { """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "63-bit" },
        { """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "63-bit" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551615]}}""", 4, "63-bit" },
        { """{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,4]}}""", 4, "too many" },
        { """{"a":{"dtype":"F32","shape":[4611686018427387904,4,4611686018427387904],"data_offsets":[0,0]}}""", 0, "too many" }, // 0 modulo 2^64
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}""", 4, "two data_offsets" },
        { """{"a":{}}""", 0, "lacks" },
        { """{"a":[]}""", 0, "no object" },
        { """{"__metadata__":{"format":1}}""", 0, "format" },
        { """{"__metadata__":{"format":"pt","format":"pt"}}""", 0, "twice" },
        { "[1,2]", 0, "begin" },
        { " {}", 0, "begin" },
        { "", 0, "begin" },
        { """{"a" """, 0, "malformed" },
        { "{} x", 0, "malformed" },
        { """{"a":{"dtype":"F32","shape":DEEP}}""", 0, "malformed" },
        { """{"a":{"shape":[DEEP]}}""", 0, "63-bit" },
        { "{\"\\ud800\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "malformed" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_header_that_no_correct_writer_makes_is_refused_with_a_reason(string header, long dataBytes, string reason)
    {
        var bytes = Encoding.UTF8.GetBytes(header.Replace("DEEP", Deep, StringComparison.Ordinal));

        var refused = Assert.Throws<InvalidDataException>(() => SafetensorsHeader.Parse(bytes, dataBytes));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.True(refused.Message.Length < 600, "one line that can be read");
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused()
    {
        byte[] bytes = [.. "{\""u8, 0xC3, 0x28, .. "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"u8];

        _ = Assert.Throws<InvalidDataException>(() => SafetensorsHeader.Parse(bytes, 4));
    }

    [Fact]
    public void Scalars_empty_tensors_and_padding_are_legal()
    {
        var header = SafetensorsHeader.Parse(Encoding.UTF8.GetBytes("""
            {"__metadata__":{"format":"pt"},"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]},
             "e":{"dtype":"BF16","shape":[0,9223372036854775807],"data_offsets":[4,4]}}      
            """), 4);

        Assert.Empty(header.Entries["s"].Shape);
        Assert.Equal(ScalarType.BFloat16, header.Entries["e"].DataType);
        Assert.Equal("pt", header.Metadata["format"]);
    }

    /// <summary>Headers put together from plausible and hostile parts: each is read, or refused with a reason, never anything else.</summary>
    [Fact]
    public void Whatever_a_header_says_it_is_believed_only_when_it_covers_the_data()
    {
        var number = Gen.OneOfConst("0", "1", "4", "8", "16", "-1", "1e3", "9223372036854775807", "9223372036854775808", "null", "\"4\"", "[4]");
        var list = Gen.Select(number.Array[0, 3], n => $"[{string.Join(',', n)}]");
        var dtype = Gen.OneOfConst("\"F32\"", "\"BF16\"", "\"I64\"", "\"F8_E4M3\"", "3", "\"\"", "{}");
        var entry = Gen.OneOf(
            Gen.Select(dtype, list, list, (d, s, o) => $$"""{"dtype":{{d}},"shape":{{s}},"data_offsets":{{o}}}"""),
            Gen.Select(Gen.Int[0, 2], n => $$"""{"dtype":"F32","shape":[1],"data_offsets":[{{4 * n}},{{4 * n + 4}}]}"""),
            Gen.OneOfConst("{}", "[]", "null", """{"dtype":"F32"}"""));
        var header = Gen.Select(Gen.Select(Gen.OneOfConst("a", "b", "c", "__metadata__"), entry, (n, e) => $"\"{n}\":{e}").Array[0, 3],
            e => $"{{{string.Join(',', e)}}}");
        var read = 0;

        Gen.Select(header, Gen.OneOfConst(0L, 4L, 8L, 12L)).Sample((text, dataBytes) =>
        {
            try
            {
                var parsed = SafetensorsHeader.Parse(Encoding.UTF8.GetBytes(text), dataBytes);
                Assert.Equal(dataBytes, parsed.Entries.Values.Sum(e => e.End - e.Begin));
                Assert.All(parsed.Entries.Values, e => Assert.Equal(
                    e.End - e.Begin, e.Shape.Aggregate(1L, (a, d) => a * d) * SafetensorsTypes.SizeBytes(e.DataType)));
                _ = Interlocked.Increment(ref read);
            }
            catch (InvalidDataException)
            {
                // refused, with a reason
            }
        }, iter: 20_000);

        Assert.True(read > 100, $"only {read} were legal: the generator does not reach the rule");
    }
}
