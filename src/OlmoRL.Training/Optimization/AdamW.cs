using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Training.Optimization;

/// <summary>Constants of AdamW.</summary>
public sealed record AdamWOptions
{
    /// <summary>Decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled decay of matrices; embeddings, the head and norms are never decayed.</summary>
    public double WeightDecay { get; init; }
}

/// <summary>AdamW over a model's tensors in one fused native call, with its moments in fp32.</summary>
/// <remarks>arXiv 1711.05101, algorithm 2. The weights handed in are the fp32 master weights.</remarks>
public sealed class AdamW : IDisposable
{
    private const string Source = """
        def step(params: List[Tensor], grads: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor],
                 lr: float, b1: float, b2: float, decay: float, eps: float):
            empty: List[Tensor] = []
            torch._foreach_add_(steps, 1)
            torch._fused_adamw_(params, grads, m, v, empty, steps, lr=lr, beta1=b1, beta2=b2, weight_decay=decay,
                                eps=eps, amsgrad=False, maximize=False)

        def clip(grads: List[Tensor], limit: float) -> Tensor:
            total = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(grads)))
            scale = torch.clamp(limit / (total + 1e-6), max=1.0)
            torch._foreach_mul_(grads, scale)
            return total

        def zero(grads: List[Tensor]):
            torch._foreach_zero_(grads)
        """;

    private static readonly ScriptUnit Unit = new(Source);
    private readonly AdamWOptions _options;
    private readonly ParameterGroup[] _groups;
    private readonly Tensor[] _parameters;

    /// <summary>Optimizes every tensor of a model; its moments start at zero.</summary>
    /// <param name="parameters">All tensors, each with a gradient when <see cref="Step"/> is called.</param>
    /// <param name="undecayed">Those that weight decay leaves alone.</param>
    /// <param name="options">Constants.</param>
    public AdamW(IReadOnlyList<Tensor> parameters, IReadOnlyCollection<Tensor> undecayed, AdamWOptions options)
    {
        _options = options;
        _parameters = [.. parameters];
        bool Decays(Tensor t) => !undecayed.Any(u => ReferenceEquals(u, t));
        _groups =
        [
            new ParameterGroup([.. _parameters.Where(Decays)], options.WeightDecay),
            new ParameterGroup([.. _parameters.Where(p => !Decays(p))], 0),
        ];
    }

    /// <summary>Updates taken so far.</summary>
    public int StepCount { get; private set; }

    /// <summary>The moments under stable names, for snapshots.</summary>
    public IEnumerable<(string Name, Tensor Value)> State => _groups.SelectMany((group, g) =>
        group.First.Select((t, i) => ($"group{g}.first.{i}", t))
            .Concat(group.Second.Select((t, i) => ($"group{g}.second.{i}", t))));

    /// <summary>Scales all gradients so that their joint norm is at most <paramref name="limit"/>; returns the norm before.</summary>
    /// <remarks>The norm stays on the device until the end: one synchronisation, whatever the number of tensors.</remarks>
    public double ClipGradients(double limit)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var total = Unit.Invoke<Tensor>("clip", _parameters.Select(p => p.grad!).ToArray(), limit);
        return total.item<float>();
    }

    /// <summary>One update with the gradients at hand.</summary>
    public void Step(double learningRate)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var group in _groups.Where(g => g.Parameters.Length > 0))
        {
            _ = Unit.Invoke<object?>("step", group.Parameters, group.Parameters.Select(p => p.grad!).ToArray(), group.First,
                group.Second, group.Steps, learningRate, _options.Beta1, _options.Beta2, group.WeightDecay,
                _options.Epsilon);
        }

        StepCount++;
    }

    /// <summary>Sets gradients to zero, keeping their memory.</summary>
    public void ZeroGradients()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        _ = Unit.Invoke<object?>("zero", (object)_parameters.Select(p => p.grad!).ToArray());
    }

    /// <summary>Continues from a stored count; the moments are read into <see cref="State"/>.</summary>
    public void Restore(int stepCount)
    {
        StepCount = stepCount;
        foreach (var steps in _groups.SelectMany(g => g.Steps))
            steps.fill_(stepCount);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _groups.SelectMany(g => (Tensor[])[.. g.First, .. g.Second, .. g.Steps]))
            tensor.Dispose();
    }

    /// <summary>Tensors that share a weight decay, with their moments.</summary>
    private sealed class ParameterGroup(Tensor[] parameters, double weightDecay)
    {
        public Tensor[] Parameters { get; } = parameters;

        public double WeightDecay { get; } = weightDecay;

        public Tensor[] First { get; } = [.. parameters.Select(p => zeros_like(p).DetachFromDisposeScope())];

        public Tensor[] Second { get; } = [.. parameters.Select(p => zeros_like(p).DetachFromDisposeScope())];

        public Tensor[] Steps { get; } =
            [.. parameters.Select(p => zeros([], dtype: ScalarType.Float32, device: p.device).DetachFromDisposeScope())];
    }
}
