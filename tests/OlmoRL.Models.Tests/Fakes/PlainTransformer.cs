namespace OlmoRL.Models.Tests.Fakes;

/// <summary>The forward pass written a second time, in plain arrays of double, from facts and not from our code.</summary>
internal sealed class PlainTransformer(TransformerConfig config, IReadOnlyDictionary<string, (double[] Values, int Columns)> weights)
{
    /// <summary>Logits of every position of one document, [tokens][vocab].</summary>
    public double[][] Logits(int[] tokens)
    {
        var hidden = tokens.Select(t => Row("model.embed_tokens.weight", t)).ToArray();
        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            var p = $"model.layers.{layer}.";
            var attended = Attend(hidden, layer, p);
            for (var t = 0; t < tokens.Length; t++)
            {
                var branch = Norm(Times(p + "self_attn.o_proj.weight", attended[t]), p + "post_attention_layernorm.weight");
                var h = Add(hidden[t], branch);
                double[] gate = Times(p + "mlp.gate_proj.weight", h), up = Times(p + "mlp.up_proj.weight", h);
                var inner = gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u).ToArray();
                hidden[t] = Add(h, Norm(Times(p + "mlp.down_proj.weight", inner), p + "post_feedforward_layernorm.weight"));
            }
        }

        return [.. hidden.Select(h => Times("lm_head.weight", Norm(h, "model.norm.weight")))];
    }

    private double[][] Attend(double[][] hidden, int layer, string p)
    {
        var size = config.HiddenSize / config.HeadCount;
        var sliding = config.IsSliding(layer);
        var q = hidden.Select((h, t) => Rotate(Norm(Times(p + "self_attn.q_proj.weight", h), p + "self_attn.q_norm.weight"), t, sliding)).ToArray();
        var k = hidden.Select((h, t) => Rotate(Norm(Times(p + "self_attn.k_proj.weight", h), p + "self_attn.k_norm.weight"), t, sliding)).ToArray();
        var v = hidden.Select(h => Times(p + "self_attn.v_proj.weight", h)).ToArray();
        return [.. Enumerable.Range(0, hidden.Length).Select(t =>
        {
            var result = new double[config.HiddenSize];
            for (var head = 0; head < config.HeadCount; head++)
            {
                var kv = head / (config.HeadCount / config.KeyValueHeadCount) * size;
                var seen = Enumerable.Range(0, t + 1).Where(j => !sliding || t - j < config.SlidingWindow).ToArray();
                var scores = seen.Select(j => Enumerable.Range(0, size).Sum(d => q[t][head * size + d] * k[j][kv + d]) / Math.Sqrt(size)).ToArray();
                var weights = scores.Select(s => Math.Exp(s - scores.Max())).ToArray();
                for (var d = 0; d < size; d++)
                    result[head * size + d] = seen.Select((j, i) => weights[i] * v[j][kv + d]).Sum() / weights.Sum();
            }

            return result;
        })];
    }

    private double[] Rotate(double[] x, int position, bool sliding)
    {
        var size = config.HiddenSize / config.HeadCount;
        var result = new double[x.Length];
        var scale = sliding || config.Yarn is null ? 1 : config.Yarn.AttentionFactor;
        for (var i = 0; i < x.Length; i++)
        {
            var j = i % size;
            var angle = position * Frequency(j % (size / 2), size, sliding);
            var partner = j < size / 2 ? -x[i + size / 2] : x[i - size / 2];
            result[i] = scale * (x[i] * Math.Cos(angle) + partner * Math.Sin(angle));
        }

        return result;
    }

    private double Frequency(int j, int size, bool sliding)
    {
        var plain = Math.Pow(config.RopeTheta, -2.0 * j / size);
        if (sliding || config.Yarn is not { } yarn)
            return plain;
        double Dimension(double turns) =>
            size * Math.Log(yarn.OriginalMaxPositions / (turns * 2 * Math.PI)) / (2 * Math.Log(config.RopeTheta));
        double low = Math.Max(0, Math.Floor(Dimension(yarn.BetaFast))), high = Math.Min(size - 1, Math.Ceiling(Dimension(yarn.BetaSlow)));
        var ramp = Math.Clamp((j - low) / (high - low), 0, 1);
        return plain / yarn.Factor * ramp + plain * (1 - ramp);
    }

    private double[] Norm(double[] x, string weight)
    {
        var root = Math.Sqrt(x.Average(v => v * v) + config.RmsNormEpsilon);
        return [.. x.Select((v, i) => v / root * weights[weight].Values[i])];
    }

    private double[] Times(string weight, double[] x)
    {
        var (values, columns) = weights[weight];
        return [.. Enumerable.Range(0, values.Length / columns).Select(r => Enumerable.Range(0, columns).Sum(c => values[r * columns + c] * x[c]))];
    }

    private double[] Row(string weight, int row) => weights[weight].Values[(row * config.HiddenSize)..((row + 1) * config.HiddenSize)];

    private static double[] Add(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
