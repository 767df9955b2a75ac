using OlmoRL.Models;
using OlmoRL.Models.Attention;
using static TorchSharp.torch;

namespace OlmoRL.Tasks;

/// <summary>Log-probabilities of texts after a prompt, by one forward pass each.</summary>
internal static class ChoiceScorer
{
    /// <summary>The sum over the choice's tokens of log p(token | prompt and the tokens before it), in nats.</summary>
    /// <param name="prompt">At least one token.</param>
    /// <param name="choice">At least one token.</param>
    public static double LogProb(CausalLanguageModel model, int[] prompt, int[] choice)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        long[] ids = [.. prompt.Concat(choice).SkipLast(1).Select(id => (long)id)];
        var tokens = tensor(ids).unsqueeze(0);
        var hidden = model.Forward(tokens, arange(ids.Length).unsqueeze(0), new PackedRowAttention(model.Config, ones_like(tokens)));
        var last = hidden.narrow(1, prompt.Length - 1, choice.Length);
        var logProbs = nn.functional.log_softmax(model.Logits(last).to(ScalarType.Float32), -1);
        var targets = tensor(choice.Select(id => (long)id).ToArray()).view(1, choice.Length, 1);
        return logProbs.gather(-1, targets).sum(ScalarType.Float64).item<double>();
    }
}
