using OlmoRL.Models.Checkpoints;
using static TorchSharp.torch;

namespace OlmoRL.Training;

/// <summary>Weights and optimizer moments in one safetensors file: what a learner resumes from, bit for bit.</summary>
public static class TrainStateStore
{
    private const string FileName = "train_state.safetensors";
    private const string StepCountKey = "optimizer.steps";

    /// <summary>Writes the learner's state into an existing folder.</summary>
    public static void Save(string folder, GrpoLearner learner)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        SafetensorsWriter.Write(Path.Combine(folder, FileName),
            [.. Tensors(learner), (StepCountKey, tensor((long)learner.Optimizer.StepCount).reshape(1))]);
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
        var steps = zeros(1, dtype: ScalarType.Int64);
        file.ReadInto(StepCountKey, steps);
        learner.Optimizer.Restore((int)steps.item<long>());
    }

    private static IEnumerable<(string Name, Tensor Value)> Tensors(GrpoLearner learner) =>
        learner.Model.Weights.All.Select((t, i) => ($"weights.{i}", t))
            .Concat(learner.Optimizer.State.Select(s => ($"optimizer.{s.Name}", s.Value)));
}
