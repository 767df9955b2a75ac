using OlmoRL.Models;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Training;

/// <summary>Weights, optimizer moments, reference and skip-step memory in one safetensors file: resumed from bit for bit.</summary>
public static class TrainStateStore
{
    private const string FileName = "train_state.safetensors";
    private const string StepCountKey = "optimizer.steps";
    private const string SpikesKey = "optimizer.spikes";
    private const string LearnerStepsKey = "learner.steps";

    /// <summary>Writes the learner's state into an existing folder.</summary>
    public static void Save(string folder, GrpoLearner learner)
    {
        using var scope = NewDisposeScope();
        Write(folder, [.. Weights(learner), .. Named(learner.GatherState())], learner.Optimizer, learner.Spikes, (LearnerStepsKey, learner.StepCount));
    }

    /// <summary>Writes the state of a learner without reference or steps of its own.</summary>
    public static void Save(string folder, ModelOptimizer learner)
    {
        using var scope = NewDisposeScope();
        Write(folder, [.. Weights(learner.Model.Master), .. Named(learner.GatherState())], learner.AdamW, learner.Spikes);
    }

    /// <summary>Overwrites the learner's state with a stored one.</summary>
    /// <exception cref="InvalidDataException">The file is missing, damaged, or of another model.</exception>
    public static void Load(string folder, GrpoLearner learner)
    {
        using var scope = NewDisposeScope();
        var moments = learner.Optimizer.State.ToList();
        Read(folder, [.. Weights(learner), .. Named(moments)], learner.Spikes,
            file => learner.Restore((int)Number(file, LearnerStepsKey), (int)Number(file, StepCountKey), moments));
    }

    /// <summary>Overwrites the state of a learner without reference or steps of its own.</summary>
    /// <exception cref="InvalidDataException">The file is missing, damaged, or of another model.</exception>
    public static void Load(string folder, ModelOptimizer learner)
    {
        using var scope = NewDisposeScope();
        var moments = learner.AdamW.State.ToList();
        Read(folder, [.. Weights(learner.Model.Master), .. Named(moments)], learner.Spikes,
            file => learner.AdamW.Restore((int)Number(file, StepCountKey), moments));
        learner.Model.Refresh();
    }

    private static void Write(
        string folder, IEnumerable<(string Name, Tensor Value)> state, AdamW optimizer, SpikeRule spikes,
        params (string Name, int Value)[] numbers)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        List<(string Name, Tensor Value)> tensors =
        [
            .. state, .. numbers.Append((StepCountKey, optimizer.StepCount)).Select(n => (n.Item1, tensor((long)n.Item2).reshape(1))),
        ];
        if (spikes.State is { Length: > 0 } known)
            tensors.Add((SpikesKey, tensor(known)));
        SafetensorsWriter.Write(Path.Combine(folder, FileName), tensors);
    }

    private static void Read(
        string folder, IEnumerable<(string Name, Tensor Value)> state, SpikeRule spikes, Action<SafetensorsReader> restore)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing, so this snapshot cannot be resumed");
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var file = new SafetensorsReader(path);
        foreach (var (name, value) in state)
            file.ReadInto(name, value);
        restore(file);
        if (file.Entries.GetValueOrDefault(SpikesKey) is not { } stored)
            return;
        var known = zeros([.. stored.Shape], dtype: ScalarType.Float64);
        file.ReadInto(SpikesKey, known);
        spikes.State = known.data<double>().ToArray();
    }

    private static long Number(SafetensorsReader file, string name)
    {
        var value = zeros(1, dtype: ScalarType.Int64);
        file.ReadInto(name, value);
        return value.item<long>();
    }

    private static IEnumerable<(string Name, Tensor Value)> Weights(GrpoLearner learner) =>
        Weights(learner.Model).Concat(learner.Reference?.Weights.All.Select((t, i) => ($"reference.{i}", t)) ?? []);

    private static IEnumerable<(string Name, Tensor Value)> Weights(CausalLanguageModel model) =>
        model.Weights.All.Select((t, i) => ($"weights.{i}", t));

    private static IEnumerable<(string Name, Tensor Value)> Named(IEnumerable<(string Name, Tensor Value)> moments) =>
        moments.Select(m => ($"optimizer.{m.Name}", m.Value));
}
