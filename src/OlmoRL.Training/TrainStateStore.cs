using OlmoRL.Models.Checkpoints;
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
        using var guard = no_grad();
        List<(string Name, Tensor Value)> tensors =
        [
            .. Tensors(learner), (StepCountKey, tensor((long)learner.Optimizer.StepCount).reshape(1)),
            (LearnerStepsKey, tensor((long)learner.StepCount).reshape(1)),
        ];
        if (learner.Spikes.State is { Length: > 0 } spikes)
            tensors.Add((SpikesKey, tensor(spikes)));
        SafetensorsWriter.Write(Path.Combine(folder, FileName), tensors);
    }

    /// <summary>Overwrites the learner's state with a stored one.</summary>
    /// <exception cref="InvalidDataException">The file is missing, damaged, or of another model.</exception>
    public static void Load(string folder, GrpoLearner learner)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing, so this snapshot cannot be resumed");
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var file = new SafetensorsReader(path);
        foreach (var (name, value) in Tensors(learner))
            file.ReadInto(name, value);
        learner.Restore((int)Number(file, LearnerStepsKey), (int)Number(file, StepCountKey));
        if (file.Entries.GetValueOrDefault(SpikesKey) is not { } stored)
            return;
        var spikes = zeros([.. stored.Shape], dtype: ScalarType.Float64);
        file.ReadInto(SpikesKey, spikes);
        learner.Spikes.State = spikes.data<double>().ToArray();
    }

    private static long Number(SafetensorsReader file, string name)
    {
        var value = zeros(1, dtype: ScalarType.Int64);
        file.ReadInto(name, value);
        return value.item<long>();
    }

    private static IEnumerable<(string Name, Tensor Value)> Tensors(GrpoLearner learner) =>
        learner.Model.Weights.All.Select((t, i) => ($"weights.{i}", t))
            .Concat(learner.Reference?.Weights.All.Select((t, i) => ($"reference.{i}", t)) ?? [])
            .Concat(learner.Optimizer.State.Select(s => ($"optimizer.{s.Name}", s.Value)));
}
