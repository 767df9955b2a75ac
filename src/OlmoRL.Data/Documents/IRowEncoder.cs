using System.Text.Json;

namespace OlmoRL.Data.Documents;

/// <summary>Makes documents of rows. Implementations are thread-safe and pure.</summary>
public interface IRowEncoder
{
    /// <summary>Documents of a kept row: 1, or 2 for a pair.</summary>
    int DocumentsPerRow { get; }

    /// <summary>Tells this encoder from others that would make other documents of the same row; part of the cache's key.</summary>
    string Identity { get; }

    /// <summary>The row's documents; a malformed row is a fate, not an exception.</summary>
    EncodedRow Encode(JsonElement row);
}
