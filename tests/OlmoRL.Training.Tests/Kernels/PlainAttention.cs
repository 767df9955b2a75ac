using OlmoRL.Models.Attention;
using OlmoRL.Training.Kernels;

namespace OlmoRL.Training.Tests.Kernels;

/// <summary>Attention and its gradient from their definition, in double precision: softmax(q k / sqrt(d)) v, pair by pair.</summary>
internal sealed class PlainAttention(HeadShape heads, int window)
{
    public double[][] Result { get; private set; } = [];

    /// <summary>[tokens][query + 2 kv]</summary>
    public double[][] Gradient { get; private set; } = [];

    public void Run(DocumentSpan[] spans, float[][] queryKey, float[][] value, float[][] gradient)
    {
        Result = [.. queryKey.Select(_ => new double[heads.QuerySize])];
        Gradient = [.. queryKey.Select(_ => new double[heads.RowSize])];
        foreach (var span in spans.Where(s => !s.IsPadding))
        {
            for (var query = span.Start; query < span.Start + span.Length; query++)
            {
                for (var head = 0; head < heads.Heads; head++)
                    Attend(query, head, window == 0 ? span.Start : Math.Max(span.Start, query - window + 1), queryKey, value, gradient);
            }
        }
    }

    private void Attend(int query, int head, int first, float[][] queryKey, float[][] value, float[][] gradient)
    {
        int q = head * heads.Size, k = heads.QuerySize + head / heads.GroupSize * heads.Size, v = k + heads.KeyValueSize;
        var scale = 1 / Math.Sqrt(heads.Size);
        var keys = Enumerable.Range(first, query - first + 1).ToArray();
        var scores = keys.Select(key => scale * Dot(i => (double)queryKey[query][q + i] * queryKey[key][k + i])).ToArray();
        var largest = scores.Max();
        var sum = scores.Sum(s => Math.Exp(s - largest));
        var weights = scores.Select(s => Math.Exp(s - largest) / sum).ToArray();
        for (var i = 0; i < heads.Size; i++)
            Result[query][q + i] = keys.Select((key, j) => weights[j] * value[key][v + i]).Sum();

        var slopes = keys.Select(key => Dot(i => (double)gradient[query][q + i] * value[key][v + i])).ToArray();
        var mean = weights.Zip(slopes, (w, s) => w * s).Sum();
        foreach (var (key, j) in keys.Select((key, j) => (key, j)))
        {
            var slope = weights[j] * (slopes[j] - mean) * scale;
            for (var i = 0; i < heads.Size; i++)
            {
                Gradient[query][q + i] += slope * queryKey[key][k + i];
                Gradient[key][k + i] += slope * queryKey[query][q + i];
                Gradient[key][v + i] += weights[j] * gradient[query][q + i];
            }
        }
    }

    private double Dot(Func<int, double> term) => Enumerable.Range(0, heads.Size).Sum(term);
}
