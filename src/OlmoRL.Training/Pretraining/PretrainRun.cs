using System.Diagnostics;
using OlmoRL.Batching;
using OlmoRL.Data.Tasks;
using OlmoRL.Data.Tokenization;
using OlmoRL.Models;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Native;
using OlmoRL.Recipes;
using OlmoRL.Runs;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Training.Pretraining;

/// <summary>Trains on a generated corpus: a new model, tokenizer first, or one that it goes on with.</summary>
public sealed class PretrainRun(PretrainRecipe recipe)
{
    private const string TokenizerFile = "tokenizer.json";

    /// <summary>Ends a document, and pads rows; the names of Olmo's tokenizer.</summary>
    private static readonly string[] SpecialTokens = ["<|endoftext|>", "<|pad|>"];

    private readonly IGeneratedTask _corpus = GeneratedTasks.Create(recipe.Data, new SeedSequence(recipe.Seed), recipe.Mix);

    private readonly Provenance _provenance = recipe.Checkpoint.Length > 0
        ? Provenance.Of("midtrain", recipe.Checkpoint, RecipeWriter.ToToml(recipe))
        : Provenance.Of("pretrain", parent: null, RecipeWriter.ToToml(recipe));

    /// <summary>Trains to the end, or until <paramref name="stop"/>; every checkpoint is a Hugging Face folder.</summary>
    /// <returns>Steps taken.</returns>
    public int Run(IReadOnlyList<IMetricSink> sinks, CancellationToken stop)
    {
        var directory = new RunDirectory(recipe.Directory);
        directory.RollBackTo(0);
        File.WriteAllText(directory.ResolvedRecipe, RecipeWriter.ToToml(recipe));
        TorchRuntime.Initialize(Environment.ProcessorCount);
        var tokenizer = Tokenizer(directory.Root);
        using var model = Model(tokenizer);
        var config = model.Config;
        using var learner = new SupervisedLearner(
            model, OptimizerSpecs.ToOptions(recipe.Optimizer, ComputePrecision.Fp32), new ForwardOptions());
        var schedule = OptimizerSpecs.ToSchedule(recipe.Optimizer, recipe.Steps);

        IMetricSink[] allSinks = [new JsonlMetricSink(directory.Metrics), .. sinks];
        var step = 0;
        while (step < recipe.Steps && !stop.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            var batch = SequencePacker.Pack(Documents(tokenizer, step), recipe.PackLength, config.PadId);
            var rate = schedule.At(step++);
            var result = learner.Step([batch], rate);
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            foreach (var sink in allSinks)
            {
                sink.Write(step, new Dictionary<string, double>
                {
                    ["policy/loss"] = result.Loss,
                    ["policy/gradient_norm"] = result.GradientNorm,
                    ["learner/learning_rate"] = rate,
                    ["learner/tokens_per_second"] = result.ComputedTokens / seconds,
                    ["learner/packing_efficiency"] = batch.Efficiency,
                    ["time/step_seconds"] = seconds,
                });
            }

            if (recipe.CheckpointEvery > 0 && step % recipe.CheckpointEvery == 0)
                Save(directory.CheckpointOf(step), model, recipe.Checkpoint.Length > 0 ? recipe.Checkpoint : directory.Root, step);
        }

        Save(directory.FinalCheckpoint, model, recipe.Checkpoint.Length > 0 ? recipe.Checkpoint : directory.Root, step);
        return step;
    }

    private BpeTokenizer Tokenizer(string folder)
    {
        if (recipe.Checkpoint.Length > 0)
            return TokenizerJson.Read(Path.Combine(recipe.Checkpoint, TokenizerFile));
        var tokenizer = BpeTrainer.Train(
            Enumerable.Range(0, recipe.TokenizerDocuments).Select(i => _corpus.Document(i)), recipe.Model.Shape().VocabularySize,
            SpecialTokens);
        TokenizerJson.Write(tokenizer, Path.Combine(folder, TokenizerFile));
        return tokenizer;
    }

    private CausalLanguageModel Model(BpeTokenizer tokenizer)
    {
        if (recipe.Checkpoint.Length > 0)
            return CheckpointFolder.Load(recipe.Checkpoint, ScalarType.Float32, CPU);
        var config = Config(tokenizer);
        return new CausalLanguageModel(config, TransformerWeights.Initialize(config, new SeedSequence(recipe.Seed).Derive("weights"), CPU));
    }

    private List<TrainingSample> Documents(BpeTokenizer tokenizer, int step)
    {
        var samples = new List<TrainingSample>(recipe.DocumentsPerStep);
        for (var i = 0; i < recipe.DocumentsPerStep; i++)
        {
            int[] ids = [.. tokenizer.Encode(_corpus.Document((long)step * recipe.DocumentsPerStep + i)), tokenizer.EndOfTextId];
            var trained = new bool[ids.Length];
            Array.Fill(trained, true);
            samples.Add(new TrainingSample { TokenIds = ids, Trained = trained });
        }

        return samples;
    }

    private TransformerConfig Config(BpeTokenizer tokenizer) => TransformerConfig.Of(recipe.Model.Shape()) with
    {
        VocabularySize = tokenizer.VocabularySize,
        EndOfTextId = tokenizer.EndOfTextId,
        PadId = tokenizer.PadId,
    };

    private void Save(string folder, CausalLanguageModel model, string tokenizerFrom, int step) =>
        CheckpointFolder.Save(folder, model, tokenizerFrom, _provenance with { Step = step });
}
