using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;

namespace OlmoRL.Data.Rows;

/// <summary>Rows of an Arrow file as Hugging Face datasets store it (the stream format), or in the file format.</summary>
internal static class ArrowRows
{
    /// <summary>The file format begins with this; a stream does not.</summary>
    private static readonly byte[] FileMagic = "ARROW1"u8.ToArray();

    public static async IAsyncEnumerable<JsonObject> ReadAsync(string path)
    {
        var stream = File.OpenRead(path);
        await using (stream.ConfigureAwait(false))
        {
            using var reader = Open(stream);
            while (await NextAsync(reader, path).ConfigureAwait(false) is { } batch)
            {
                using (batch)
                {
                    for (var row = 0; row < batch.Length; row++)
                    {
                        yield return new JsonObject(batch.Schema.FieldsList.Select((field, column) =>
                            KeyValuePair.Create(field.Name, ArrowCell.Read(batch.Column(column), row))));
                    }
                }
            }
        }
    }

    private static ArrowStreamReader Open(FileStream stream)
    {
        Span<byte> head = stackalloc byte[FileMagic.Length];
        var isFile = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual(FileMagic);
        stream.Position = 0;
        var codecs = new CompressionCodecFactory();
        return isFile ? new ArrowFileReader(stream, codecs) : new ArrowStreamReader(stream, codecs);
    }

    private static async ValueTask<RecordBatch?> NextAsync(ArrowStreamReader reader, string path)
    {
        try
        {
            return await reader.ReadNextRecordBatchAsync().ConfigureAwait(false);
        }
        catch (Exception damaged) when (damaged is IOException or InvalidDataException or InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"{path} is no readable Arrow file: {damaged.Message}");
        }
    }
}
