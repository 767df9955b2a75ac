using System.Runtime.InteropServices;
using System.Text;

namespace OlmoRL.Data.Tokenization;

/// <summary>Byte-level byte-pair encoding with added tokens. Any text encodes, and decodes to itself.</summary>
/// <remarks>
/// Added tokens are found in the raw text, the rest is cut into pieces, and merges stay within a piece. Added tokens do
/// not live in the cache, so they are never forgotten.
/// </remarks>
public sealed class BpeTokenizer : ITokenizer
{
    private const int StackLimit = 256;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _wholePieces;
    private readonly byte[]?[] _bytes;
    private readonly bool[] _special;
    private readonly int[] _byteIds = new int[256];
    private readonly BpeMerger _merger;
    private readonly ScanningSplitter? _scanner;
    private readonly AddedTokenMatcher _addedTokens;
    private readonly IPieceSplitter[] _splitters;
    private readonly PieceCache _cache = new();

    /// <exception cref="ArgumentException">
    /// A byte or the end of text has no token, or a pattern is not understood.
    /// </exception>
    public BpeTokenizer(BpeDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Definition = definition;
        var vocabulary = new Dictionary<string, int>(definition.Vocabulary, StringComparer.Ordinal);
        _wholePieces = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        var ids = vocabulary.Values.Concat(definition.AddedTokens.Select(t => t.Id));
        VocabularySize = 1 + ids.DefaultIfEmpty(-1).Max();
        _bytes = new byte[]?[VocabularySize];
        _special = new bool[VocabularySize];
        foreach (var (spelling, id) in vocabulary)
        {
            _ids[spelling] = id;
            _bytes[id] = ByteAlphabet.Read(spelling);
        }

        foreach (var token in definition.AddedTokens)
        {
            ArgumentException.ThrowIfNullOrEmpty(token.Content);
            _ids[token.Content] = token.Id;
            _bytes[token.Id] = Encoding.UTF8.GetBytes(token.Content);
            _special[token.Id] = token.Special;
        }

        foreach (var value in ByteAlphabet.Order)
        {
            if (!vocabulary.TryGetValue(ByteAlphabet.ToChar(value).ToString(), out _byteIds[value]))
                throw new ArgumentException($"vocabulary: byte {value} has no token", nameof(definition));
        }

        _merger = new BpeMerger(new MergeTable(definition.Merges));
        _addedTokens = new AddedTokenMatcher(definition.AddedTokens);
        _splitters = [.. definition.PreTokenizer.Select(s => s.CreateSplitter())];
        _scanner = _splitters is [ScanningSplitter only] ? only : null;
        EndOfTextId = AddedTokenId(definition.EndOfText)
            ?? throw new ArgumentException($"added_tokens: no '{definition.EndOfText}'", nameof(definition));
        PadId = AddedTokenId(definition.Pad) ?? EndOfTextId;
    }

    /// <summary>What this tokenizer was made of.</summary>
    public BpeDefinition Definition { get; }

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <inheritdoc/>
    public int EndOfTextId { get; }

    /// <inheritdoc/>
    public int PadId { get; }

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = ReplaceLoneSurrogates(text);
        var ids = new List<int>(text.Length / 3 + 4);
        var rest = text.AsSpan();
        while (_addedTokens.Next(rest, out var index) is { } token)
        {
            EncodePlain(rest[..index], ids);
            ids.Add(token.Id);
            rest = rest[(index + token.Content.Length)..];
        }

        EncodePlain(rest, ids);
        return [.. ids];
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        var bytes = new List<byte>(4 * ids.Length);
        foreach (var id in ids)
            bytes.AddRange(TokenBytes(id, skipSpecialTokens));
        return Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes));
    }

    /// <inheritdoc/>
    public bool HasToken(int id) => (uint)id < (uint)_bytes.Length && _bytes[id] is not null;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> TokenBytes(int id, bool skipSpecialTokens = true)
    {
        if ((uint)id >= (uint)_bytes.Length || _bytes[id] is not { } bytes)
            throw new ArgumentOutOfRangeException(nameof(id), id, "No token has this id.");
        return skipSpecialTokens && _special[id] ? [] : bytes;
    }

    /// <inheritdoc/>
    public int? TokenId(string token) => _ids.TryGetValue(token, out var id) ? id : null;

    private int? AddedTokenId(string content) => Definition.AddedTokens.FirstOrDefault(t => t.Content == content)?.Id;

    private void EncodePlain(ReadOnlySpan<char> text, List<int> ids)
    {
        if (text.IsEmpty)
            return;
        if (Definition.Normalization == TextNormalization.Nfc)
            text = text.ToString().Normalize(NormalizationForm.FormC);

        // Nearly every vocabulary has one splitter that covers the text: no list of pieces is needed then.
        while (_scanner is not null && !text.IsEmpty)
        {
            var length = _scanner.NextLength(text);
            EncodePiece(text[..length], ids);
            text = text[length..];
        }

        if (text.IsEmpty)
            return;
        List<TextPiece> pieces = [new(0, text.Length)];
        foreach (var splitter in _splitters)
        {
            var finer = new List<TextPiece>(text.Length / 4 + 1);
            foreach (var piece in pieces)
                splitter.Split(text.Slice(piece.Start, piece.Length), piece.Start, finer);
            pieces = finer;
        }

        foreach (var piece in pieces)
            EncodePiece(text.Slice(piece.Start, piece.Length), ids);
    }

    private void EncodePiece(ReadOnlySpan<char> piece, List<int> ids)
    {
        var isCached = PieceCache.Takes(piece.Length);
        var hash = isCached ? PieceCache.Hash(piece) : 0;
        if (isCached && _cache.Find(piece, hash) is { } known)
        {
            Append(known, ids);
            return;
        }

        var byteCount = Encoding.UTF8.GetByteCount(piece);
        Span<byte> bytes = byteCount <= StackLimit ? stackalloc byte[byteCount] : new byte[byteCount];
        Span<int> tokens = byteCount <= StackLimit ? stackalloc int[byteCount] : new int[byteCount];
        _ = Encoding.UTF8.GetBytes(piece, bytes);
        if (Definition.IgnoreMerges && WholePieceId(bytes) is { } whole)
        {
            tokens[0] = whole;
            tokens = tokens[..1];
        }
        else
        {
            for (var i = 0; i < byteCount; i++)
                tokens[i] = _byteIds[bytes[i]];
            tokens = tokens[.._merger.Merge(tokens)];
        }

        if (isCached)
            _cache.Add(piece, hash, tokens);
        Append(tokens, ids);
    }

    private static void Append(ReadOnlySpan<int> piece, List<int> ids)
    {
        if (piece.Length == 1)
            ids.Add(piece[0]);
        else
            ids.AddRange(piece);
    }

    private int? WholePieceId(ReadOnlySpan<byte> bytes)
    {
        Span<char> spelling = bytes.Length <= StackLimit ? stackalloc char[bytes.Length] : new char[bytes.Length];
        ByteAlphabet.Spell(bytes, spelling);
        return _wholePieces.TryGetValue(spelling, out var id) ? id : null;
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('\ud800', '\udfff') is >= 0 and var at)
        {
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
                return true;
            text = text[(at + 2)..];
        }

        return false;
    }

    // Splitters and the UTF-8 encoder must see the same characters, so the replacement comes before both.
    private static string ReplaceLoneSurrogates(string text)
    {
        if (!HasLoneSurrogate(text))
            return text;
        var valid = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            _ = valid.Append(rune);
        return valid.ToString();
    }
}
