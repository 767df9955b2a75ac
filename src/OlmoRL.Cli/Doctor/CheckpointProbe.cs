using System.Diagnostics;
using OlmoRL.Models;
using OlmoRL.Models.Attention;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Recipes;
using OlmoRL.Runs;
using static TorchSharp.torch;

namespace OlmoRL.Cli.Doctor;

/// <summary>Whether checkpoints load on a device: a generated one bit for bit, and the user's own.</summary>
internal sealed class CheckpointProbe(Device device)
{
    /// <summary>Writes shards in bf16, loads them onto the device, and writes them again.</summary>
    public DoctorCheck RoundTrip()
    {
        var work = Directory.CreateTempSubdirectory("olmorl-doctor-").FullName;
        try
        {
            var config = TransformerConfig.Of(ModelPresets.Find("quickstart")!);
            var options = new CheckpointOptions { DataType = ScalarType.BFloat16, MaxShardBytes = 200_000 };
            var (first, second) = (Path.Combine(work, "first"), Path.Combine(work, "second"));
            using (var model = new CausalLanguageModel(config, TransformerWeights.Initialize(config, 1, CPU)))
                CheckpointFolder.Save(first, model, work, new Provenance { Stage = "doctor" }, options);
            using (var model = CheckpointFolder.Load(first, null, device))
                CheckpointFolder.Save(second, model, work, new Provenance { Stage = "doctor" }, options);
            var equal = ContentDigest.OfCheckpoint(first) == ContentDigest.OfCheckpoint(second);
            return new DoctorCheck("checkpoint, save(load(x))", equal ? "identical bytes" : "bytes differ", "identical bytes", equal);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>Loads a checkpoint in its own dtype and runs one token.</summary>
    public DoctorCheck Load(string folder)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var began = Stopwatch.GetTimestamp();
        using var model = CheckpointFolder.Load(folder, null, device);
        var loaded = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var token = zeros(1, 1, dtype: ScalarType.Int64, device: device);
        var logits = model.Logits(model.Forward(token, token, new PackedRowAttention(model.Config, token)));
        var finite = logits.isfinite().all().item<bool>();
        var bytes = model.Weights.All.Sum(t => t.numel() * t.element_size());
        return new DoctorCheck($"load {folder}",
            FormattableString.Invariant($"{bytes / 1e9:F2} GB in {loaded:F1} s, {bytes / 1e9 / loaded:F2} GB/s; logits {(finite ? "finite" : "not finite")}"),
            "finite logits", finite);
    }
}
