using static TorchSharp.torch;

namespace OlmoRL.Training.Forward;

/// <summary>The decoder over packed rows up to the vocabulary, and its backward pass.</summary>
internal interface IDecoderPass : IDisposable
{
    /// <summary>The states that predict a trained token, after the final norm, [trained, hidden]; no gradient.</summary>
    Tensor Normed { get; }

    /// <summary>Adds the weights' gradients to the masters', the head's excepted. Called once.</summary>
    /// <param name="gradient">Of <see cref="Normed"/>.</param>
    void Backward(Tensor gradient);
}
