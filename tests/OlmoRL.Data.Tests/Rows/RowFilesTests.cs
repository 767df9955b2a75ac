using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using OlmoRL.Data.Rows;
using Parquet.Schema;
using Parquet.Serialization;
using Field = Apache.Arrow.Field;

namespace OlmoRL.Data.Tests.Rows;

/// <summary>The same chat rows in each format, written by the formats' own libraries.</summary>
public sealed class RowFilesTests : IDisposable
{
    private static readonly string[] Rows =
    [
        """{"messages":[{"role":"user","content":"2+2?"},{"role":"assistant","content":"4"}],"ground_truth":["4","5"],"passrate":0.25,"count":7}""",
        """{"messages":[{"role":"user","content":"grüße 🙂"}],"ground_truth":[],"passrate":null,"count":-1}""",
        """{"messages":[{"role":"user","content":null}],"ground_truth":["x"],"passrate":1,"count":0}""",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Theory]
    [InlineData("rows.jsonl")]
    [InlineData("rows.parquet")]
    [InlineData("stream.arrow")]
    [InlineData("file.arrow")]
    public async Task Rows_are_the_same_in_every_format(string name)
    {
        var path = Path.Combine(_folder, name);
        await WriteAsync(path);

        var read = await ReadAsync(path);

        Assert.Equal(Rows.Select(Canonical), read.Select(r => Canonical(r.ToJsonString())));
    }

    [Fact]
    public async Task A_folder_is_read_file_by_file_in_order_of_names()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "shards")).FullName;
        File.WriteAllLines(Path.Combine(folder, "b.jsonl"), [Rows[2]]);
        File.WriteAllLines(Path.Combine(folder, "a.jsonl"), [Rows[0], "", Rows[1]]);
        File.WriteAllText(Path.Combine(folder, "dataset_info.json"), "{}");

        Assert.Equal(Rows.Select(Canonical), (await ReadAsync(folder)).Select(r => Canonical(r.ToJsonString())));
    }

    [Fact]
    public async Task A_parquet_file_of_several_row_groups_keeps_its_order()
    {
        var path = Path.Combine(_folder, "many.parquet");
        var schema = new ParquetSchema(new DataField<int>("number"));
        var numbers = Enumerable.Range(0, 1000).ToArray();
        await using (var stream = File.Create(path))
        {
            await ParquetSerializer.SerializeUntypedAsync(
                [.. numbers.Select(n => new Dictionary<string, object?> { ["number"] = n })], schema, stream,
                new Parquet.ParquetOptions { RowGroupSize = 300 });
        }

        Assert.Equal(numbers, (await ReadAsync(path)).Select(r => (int)r["number"]!));
    }

    [Theory]
    [InlineData("broken.jsonl", "{\"a\":1}\n{\"a\":", "line 2")]
    [InlineData("list.jsonl", "[1]", "must be a JSON object")]
    [InlineData("broken.parquet", "PAR1 but no more", "no readable Parquet file")]
    [InlineData("broken.arrow", "ARROW1 but no more", "no readable Arrow file")]
    [InlineData("rows.csv", "a,b", "allowed: .jsonl, .parquet, .arrow")]
    public async Task A_damaged_file_is_refused_by_name(string name, string content, string expected)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(path));

        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_named() =>
        Assert.Contains("/nowhere.jsonl", (await Assert.ThrowsAsync<FileNotFoundException>(() => ReadAsync("/nowhere.jsonl"))).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<List<JsonObject>> ReadAsync(string path)
    {
        var rows = new List<JsonObject>();
        await foreach (var row in RowFiles.ReadAsync(path))
            rows.Add(row);
        return rows;
    }

    /// <summary>Keys in order, numbers as doubles, nulls left out: formats differ in all three.</summary>
    private static string Canonical(string json)
    {
        static JsonNode? Sort(JsonNode? node) => node switch
        {
            JsonObject map => new JsonObject(map.Where(p => p.Value is not null).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sort(p.Value)))),
            JsonArray list => new JsonArray([.. list.Select(Sort)]),
            JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number => JsonValue.Create(value.AsValue().GetValue<System.Text.Json.JsonElement>().GetDouble()),
            _ => node?.DeepClone(),
        };
        return Sort(JsonNode.Parse(json))!.ToJsonString();
    }

    private static async Task WriteAsync(string path)
    {
        switch (Path.GetFileName(path))
        {
            case "rows.jsonl":
                File.WriteAllLines(path, Rows);
                break;
            case "rows.parquet":
                await WriteParquetAsync(path);
                break;
            default:
                await WriteArrowAsync(path);
                break;
        }
    }

    private static async Task WriteParquetAsync(string path)
    {
        var rows = Rows.Select(r => JsonNode.Parse(r)!).Select(row => new ParquetRow
        {
            messages = [.. row["messages"]!.AsArray().Select(m => new ParquetMessage { role = (string?)m!["role"], content = (string?)m["content"] })],
            ground_truth = [.. row["ground_truth"]!.AsArray().Select(t => (string?)t)],
            passrate = (double?)row["passrate"],
            count = (int)row["count"]!,
        });
        await using var stream = File.Create(path);
        _ = await ParquetSerializer.SerializeAsync(rows, stream);
    }

    private sealed class ParquetMessage
    {
        public string? role { get; set; }

        public string? content { get; set; }
    }

    private sealed class ParquetRow
    {
        public List<ParquetMessage> messages { get; set; } = [];

        public List<string?> ground_truth { get; set; } = [];

        public double? passrate { get; set; }

        public int count { get; set; }
    }

    private static async Task WriteArrowAsync(string path)
    {
        var message = new StructType([new Field("role", StringType.Default, true), new Field("content", StringType.Default, true)]);
        var rows = Rows.Select(r => JsonNode.Parse(r)!).ToArray();
        var roles = new StringArray.Builder();
        var contents = new StringArray.Builder();
        var truths = new ListArray.Builder(StringType.Default);
        var truthValues = (StringArray.Builder)truths.ValueBuilder;
        var passrates = new DoubleArray.Builder();
        var counts = new Int32Array.Builder();
        List<int> offsets = [0];
        foreach (var row in rows)
        {
            foreach (var m in row["messages"]!.AsArray())
            {
                _ = roles.Append((string?)m!["role"]);
                _ = contents.Append((string?)m["content"]);
            }

            offsets.Add(offsets[^1] + row["messages"]!.AsArray().Count);
            _ = truths.Append();
            foreach (var truth in row["ground_truth"]!.AsArray())
                _ = truthValues.Append((string)truth!);
            _ = row["passrate"] is { } rate ? passrates.Append((double)rate) : passrates.AppendNull();
            _ = counts.Append((int)row["count"]!);
        }

        var structs = new StructArray(message, offsets[^1], [roles.Build(), contents.Build()], ArrowBuffer.Empty);
        var messages = new ListArray(new ListType(new Field("item", message, true)), rows.Length,
            new ArrowBuffer.Builder<int>().AppendRange(offsets).Build(), structs, ArrowBuffer.Empty);
        using var batch = new RecordBatch.Builder()
            .Append("messages", true, messages).Append("ground_truth", true, truths.Build())
            .Append("passrate", true, passrates.Build()).Append("count", true, counts.Build()).Build();
        await using var stream = File.Create(path);
        using var writer = Path.GetFileName(path) == "file.arrow"
            ? new ArrowFileWriter(stream, batch.Schema) : new ArrowStreamWriter(stream, batch.Schema);
        await writer.WriteRecordBatchAsync(batch);
        await writer.WriteEndAsync();
    }
}
