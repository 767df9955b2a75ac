using OlmoRL.Models.Native;
using OlmoRL.Training.Collectives;
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
/// <remarks>
/// arXiv 1711.05101, algorithm 2. The weights handed in are the fp32 master weights. With several learners each keeps the
/// moments of its shard alone and updates that part of the weights (ZeRO, arXiv 1910.02054, stage 1).
/// </remarks>
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
    private readonly Shard _shard;

    /// <summary>Optimizes every tensor of a model; its moments start at zero.</summary>
    /// <param name="parameters">All tensors, each with a gradient when <see cref="Step"/> is called.</param>
    /// <param name="undecayed">Those that weight decay leaves alone.</param>
    /// <param name="options">Constants.</param>
    /// <param name="shard">The part of every tensor that is updated here.</param>
    public AdamW(IReadOnlyList<Tensor> parameters, IReadOnlyCollection<Tensor> undecayed, AdamWOptions options, Shard shard)
    {
        (_options, _shard) = (options, shard);
        _parameters = [.. parameters];
        bool Decays(Tensor t) => !undecayed.Any(u => ReferenceEquals(u, t));
        _groups =
        [
            new ParameterGroup([.. _parameters.Where(Decays)], options.WeightDecay, shard),
            new ParameterGroup([.. _parameters.Where(p => !Decays(p))], 0, shard),
        ];
    }

    /// <summary>Updates taken so far.</summary>
    public int StepCount { get; private set; }

    /// <summary>Bytes of the moments kept here.</summary>
    public long StateBytes => _groups.SelectMany(g => g.First.Concat(g.Second)).Sum(t => t.numel() * t.element_size());

    /// <summary>The moments under stable names, for snapshots; with several learners this one's part, in tensors of whole size.</summary>
    /// <remarks>Only the part that is this learner's is meaningful; the caller gathers the others, and owns the tensors.</remarks>
    public IEnumerable<(string Name, Tensor Value)> State => _groups.SelectMany((group, g) =>
        group.First.Select((t, i) => ($"group{g}.first.{i}", Whole(group.Parameters[i], t)))
            .Concat(group.Second.Select((t, i) => ($"group{g}.second.{i}", Whole(group.Parameters[i], t)))));

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
            _ = Unit.Invoke<object?>("step", group.Slices, group.Parameters.Select(p => _shard.Of(p.grad!)).ToArray(), group.First,
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

    /// <summary>Continues from a stored count and moments.</summary>
    /// <param name="stepCount">Updates taken.</param>
    /// <param name="state">The tensors of <see cref="State"/> in its order, filled with stored moments.</param>
    public void Restore(int stepCount, IEnumerable<(string Name, Tensor Value)> state)
    {
        StepCount = stepCount;
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var (moment, stored) in _groups.SelectMany(g => g.First.Concat(g.Second)).Zip(state.Select(s => s.Value)))
            _ = moment.copy_(_shard.Of(stored));
        foreach (var steps in _groups.SelectMany(g => g.Steps))
            steps.fill_(stepCount);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _groups.SelectMany(g => (Tensor[])[.. g.First, .. g.Second, .. g.Steps, .. _shard.Count == 1 ? [] : g.Slices]))
            tensor.Dispose();
    }

    private Tensor Whole(Tensor parameter, Tensor moment)
    {
        if (_shard.Count == 1)
            return moment;
        using var guard = no_grad();
        var whole = zeros_like(parameter);
        _ = _shard.Of(whole).copy_(moment);
        return whole;
    }

    /// <summary>Tensors that share a weight decay, with the moments of this learner's part of them.</summary>
    private sealed class ParameterGroup
    {
        public ParameterGroup(Tensor[] parameters, double weightDecay, Shard shard)
        {
            (Parameters, WeightDecay) = (parameters, weightDecay);
            Slices = [.. parameters.Select(p => shard.Of(p).DetachFromDisposeScope())];
            First = [.. Slices.Select(p => zeros_like(p).DetachFromDisposeScope())];
            Second = [.. Slices.Select(p => zeros_like(p).DetachFromDisposeScope())];
            Steps = [.. parameters.Select(p => zeros([], dtype: ScalarType.Float32, device: p.device).DetachFromDisposeScope())];
        }

        public Tensor[] Parameters { get; }

        public Tensor[] Slices { get; }

        public double WeightDecay { get; }

        public Tensor[] First { get; }

        public Tensor[] Second { get; }

        public Tensor[] Steps { get; }
    }
}
