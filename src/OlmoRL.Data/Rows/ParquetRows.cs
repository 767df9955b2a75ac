using System.Text.Json.Nodes;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;

namespace OlmoRL.Data.Rows;

/// <summary>Rows of a Parquet file, one row group in memory at a time; nested lists and structs become JSON.</summary>
internal static class ParquetRows
{
    public static async IAsyncEnumerable<JsonObject> ReadAsync(string path)
    {
        var stream = File.OpenRead(path);
        await using (stream.ConfigureAwait(false))
        {
            var groups = await CountGroupsAsync(stream, path).ConfigureAwait(false);
            for (var group = 0; group < groups; group++)
            {
                stream.Position = 0;
                var rows = await ParquetSerializer.DeserializeUntypedAsync(stream, rowGroupIndex: group).ConfigureAwait(false);
                foreach (var row in rows.Data)
                    yield return Complete((JsonObject)JsonValues.Of(row)!, rows.Schema);
            }
        }
    }

    /// <summary>The library leaves out what has no value: an empty list, or a null.</summary>
    private static JsonObject Complete(JsonObject row, ParquetSchema schema)
    {
        foreach (var field in schema.Fields)
        {
            if (!row.ContainsKey(field.Name))
                row[field.Name] = field is ListField ? new JsonArray() : null;
        }

        return row;
    }

    private static async Task<int> CountGroupsAsync(Stream stream, string path)
    {
        try
        {
            var reader = await ParquetReader.CreateAsync(stream, leaveStreamOpen: true).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
                return reader.RowGroupCount;
        }
        catch (Exception damaged) when (damaged is IOException or ParquetException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path} is no readable Parquet file: {damaged.Message}");
        }
    }
}
