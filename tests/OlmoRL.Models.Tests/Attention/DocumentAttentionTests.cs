using OlmoRL.Models.Attention;
using static TorchSharp.torch;

namespace OlmoRL.Models.Tests.Attention;

public sealed class DocumentAttentionTests
{
    private const int RowLength = 24;

    // Three rows: documents of unequal lengths, a whole row, and one that ends in padding.
    private static readonly long[] Documents =
    [
        .. Row((1, 3), (2, 13), (3, 8)), .. Row((1, 24)), .. Row((1, 1), (2, 11), (0, 12)),
    ];

    [Theory]
    [InlineData(4, 4, 0)]
    [InlineData(4, 2, 0)]
    [InlineData(4, 4, 5)] // blocks of a window, the last one shorter
    [InlineData(4, 1, 8)]
    [InlineData(2, 2, 100)] // no document reaches the window
    public void Values_and_gradients_are_those_of_one_masked_call(int heads, int kvHeads, int window)
    {
        using var scope = NewDisposeScope();
        var config = new TransformerConfig
        {
            VocabularySize = 8,
            HiddenSize = 8 * heads,
            IntermediateSize = 8,
            LayerCount = 1,
            HeadCount = heads,
            KeyValueHeadCount = kvHeads,
            MaxPositions = RowLength,
            SlidingWindow = window,
        };
        var masked = Run(new PackedRowAttention(config, tensor(Documents, 3, RowLength)), heads, kvHeads);

        var byDocument = Run(new DocumentAttention(config, Documents, RowLength, CPU), heads, kvHeads);

        Assert.All(masked.Zip(byDocument), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    private static IEnumerable<long> Row(params (long Document, int Count)[] pieces) =>
        pieces.SelectMany(p => Enumerable.Repeat(p.Document, p.Count));

    /// <summary>Output and all gradients, padding left out.</summary>
    private static float[] Run(ILayerAttention attention, int heads, int kvHeads)
    {
        var generator = new Generator(3);
        Tensor Draw(int count) => randn([3, RowLength, count, 8], generator: generator).requires_grad_();
        Tensor query = Draw(heads), key = Draw(kvHeads), value = Draw(kvHeads);
        var real = tensor(Documents, 3, RowLength).ne(0).unsqueeze(-1).to(ScalarType.Float32);

        var output = attention.Attend(0, query, key, value) * real;
        (output * output * linspace(0, 1, output.numel()).reshape(output.shape)).sum().backward();

        return
        [
            .. new[] { output.detach(), query.grad! * real.unsqueeze(-1), key.grad! * real.unsqueeze(-1), value.grad! * real.unsqueeze(-1) }
                .SelectMany(t => t.contiguous().data<float>().ToArray()),
        ];
    }
}
