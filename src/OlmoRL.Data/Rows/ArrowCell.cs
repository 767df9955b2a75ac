using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace OlmoRL.Data.Rows;

/// <summary>One cell of an Arrow column as JSON.</summary>
internal static class ArrowCell
{
    /// <exception cref="InvalidDataException">The column has a type that no data set of text uses.</exception>
    public static JsonNode? Read(IArrowArray array, int row)
    {
        if (array.IsNull(row))
            return null;
        return array switch
        {
            StringArray text => JsonValue.Create(text.GetString(row)),
            LargeStringArray text => JsonValue.Create(text.GetString(row)),
            BooleanArray flags => JsonValue.Create(flags.GetValue(row)!.Value),
            Int8Array numbers => JsonValues.Of(numbers.GetValue(row)),
            Int16Array numbers => JsonValues.Of(numbers.GetValue(row)),
            Int32Array numbers => JsonValues.Of(numbers.GetValue(row)),
            Int64Array numbers => JsonValues.Of(numbers.GetValue(row)),
            UInt8Array numbers => JsonValues.Of(numbers.GetValue(row)),
            UInt16Array numbers => JsonValues.Of(numbers.GetValue(row)),
            UInt32Array numbers => JsonValues.Of(numbers.GetValue(row)),
            UInt64Array numbers => JsonValues.Of(numbers.GetValue(row)),
            FloatArray numbers => JsonValues.Of(numbers.GetValue(row)),
            DoubleArray numbers => JsonValues.Of(numbers.GetValue(row)),
            TimestampArray times => JsonValues.Of(times.GetTimestamp(row)),
            ListArray lists => List(lists.Values, lists.ValueOffsets[row], lists.ValueOffsets[row + 1]),
            LargeListArray lists => List(lists.Values, (int)lists.ValueOffsets[row], (int)lists.ValueOffsets[row + 1]),
            StructArray structs => Struct(structs, row),
            BinaryArray bytes => JsonValues.Of(bytes.GetBytes(row).ToArray()),
            DictionaryArray dictionary => Read(dictionary.Dictionary, (int)(long)Read(dictionary.Indices, row)!),
            _ => throw new InvalidDataException($"Arrow columns of type {array.Data.DataType.Name} are not read"),
        };
    }

    private static JsonArray List(IArrowArray values, int start, int end) =>
        new([.. Enumerable.Range(start, end - start).Select(i => Read(values, i))]);

    private static JsonObject Struct(StructArray structs, int row) =>
        new(((StructType)structs.Data.DataType).Fields.Select((field, i) => KeyValuePair.Create(field.Name, Read(structs.Fields[i], row))));
}
