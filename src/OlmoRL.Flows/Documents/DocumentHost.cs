using OlmoRL.Actors.Hosting;
using OlmoRL.Data.Documents;
using OlmoRL.Data.Templates;
using OlmoRL.Data.Tokenization;
using OlmoRL.Models;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Native;
using OlmoRL.Recipes;
using OlmoRL.Runs;
using OlmoRL.Training.Documents;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Flows.Documents;

/// <summary>Sees a run over documents while it goes.</summary>
public interface IDocumentRunView
{
    /// <summary>Rows are tokenised; told how many so far.</summary>
    IProgress<long> BeginTokenizing();

    /// <summary>Reference log-probs are computed; told how many of <paramref name="total"/> pairs are done.</summary>
    IProgress<int> BeginReference(int total);

    /// <summary>Training begins.</summary>
    /// <param name="steps">Of the run.</param>
    /// <param name="data">What became of the rows, a line a data set.</param>
    IReadOnlyList<IMetricSink> BeginTraining(int steps, IEnumerable<string> data);
}

/// <summary>How a run over documents ended.</summary>
public sealed record DocumentOutcome(int Steps, bool Completed);

/// <summary>What supervised and preference runs share: checks, tokenising, the loop in a thread of its own.</summary>
internal sealed class DocumentHost
{
    private readonly string _stage;
    private readonly string _checkpoint;
    private readonly string _resolved;
    private readonly string _root;
    private readonly DocumentDataSpec _data;
    private readonly DocumentTrainerSpec _trainer;

    /// <summary>Checks what can be checked before any work starts.</summary>
    /// <exception cref="RecipeException">The data, the checkpoint or the template cannot be used.</exception>
    public DocumentHost(
        string stage, string recipePath, string checkpoint, string directory, string resolved, DocumentDataSpec data, DocumentTrainerSpec trainer)
    {
        (_stage, _checkpoint, _root, _resolved, _data, _trainer) = (stage, checkpoint, directory, resolved, data, trainer);
        for (var i = 0; i < data.Source.Count; i++)
        {
            if (!Path.Exists(data.Source[i].Path))
                throw new RecipeException(recipePath, $"data.source[{i}].path", $"{data.Source[i].Path} does not exist", Data.Rows.RowFiles.Allowed);
        }

        Config = CheckpointPreflight.ReadConfig(checkpoint, recipePath);
        Tokenizer = CheckpointPreflight.ReadTokenizer(checkpoint, recipePath);
        if (trainer.PackLength > Config.MaxPositions && (data.MaxLength == 0 || data.MaxLength > Config.MaxPositions))
            throw new RecipeException(recipePath, "data.max_length", $"documents of {(data.MaxLength == 0 ? trainer.PackLength : data.MaxLength)} tokens are not allowed",
                $"at most {Config.MaxPositions}, the context of the model");
        Encoding = new ChatEncoding(Tokenizer, OpenTemplate(recipePath), data.MaxLength > 0 ? data.MaxLength : trainer.PackLength);
    }

    public TransformerConfig Config { get; }

    public ITokenizer Tokenizer { get; }

    public ChatEncoding Encoding { get; }

    public DocumentPacking Packing => new(_trainer.PackLength, _trainer.MicroBatchTokens, Config.PadId);

    public ForwardOptions Forward => new() { Checkpointing = _trainer.Checkpointing };

    public ModelOptimizerOptions Optimizer => OptimizerSpecs.ToOptions(_trainer.Optimizer, _trainer.Precision);

    /// <summary>Runs to the end, or until <paramref name="stop"/> asks it to finish the step and save.</summary>
    /// <param name="encoder">Makes documents of rows.</param>
    /// <param name="plan">Batches of the mixture.</param>
    /// <param name="make">The learner of a loaded model.</param>
    public async Task<DocumentOutcome> RunAsync(
        DocumentRunSettings settings, IRowEncoder encoder, Func<DocumentData, BatchPlan> plan,
        Func<CausalLanguageModel, DocumentData, IDocumentLearner> make, IDocumentRunView view, bool resume, CancellationToken stop)
    {
        var directory = new RunDirectory(_root);
        using var data = await DocumentData.OpenAsync(
            _data, encoder, Config.VocabularySize - 1, settings.Seed, directory, view.BeginTokenizing(), stop).ConfigureAwait(false);
        await File.WriteAllTextAsync(directory.ResolvedRecipe, _resolved, CancellationToken.None).ConfigureAwait(false);
        var batches = plan(data);
        var options = new DocumentRunOptions
        {
            Directory = directory,
            Plan = batches,
            Rows = data.Rows,
            HeldOut = data.HeldOut,
            Schedule = OptimizerSpecs.ToSchedule(_trainer.Optimizer, batches.StepCount),
            EvaluateEvery = _trainer.EvaluateEvery,
            SnapshotEvery = settings.SnapshotEvery,
            CheckpointEvery = settings.CheckpointEvery,
            Provenance = Provenance.Of(_stage, _checkpoint, _resolved, _data.Source.SelectMany(s => Data.Rows.RowFiles.Of(s.Path))),
            TokenizerFolder = _checkpoint,
            Digest = ContentDigest.OfText($"{_resolved}|{data.Key}|{ContentDigest.OfCheckpoint(_checkpoint)}"),
        };

        // Tensors belong to one thread: the whole run has one of its own.
        var steps = await Task.Factory.StartNew(() =>
        {
            TorchRuntime.Initialize(Environment.ProcessorCount);
            using var model = CheckpointFolder.Load(_checkpoint, ScalarType.Float32, CPU);
            using var learner = make(model, data);
            return new DocumentRun(learner, options).Run(resume, view.BeginTraining(batches.StepCount, data.Summary), stop);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        return new DocumentOutcome(steps, steps == batches.StepCount);
    }

    /// <summary>Plain prompt and completion rows need no template: a base model without one is allowed where none is named.</summary>
    private ChatTemplate? OpenTemplate(string recipePath)
    {
        try
        {
            return _data.Template.Length == 0 ? CheckpointTemplate.Find(_checkpoint) : CheckpointTemplate.Open(_data.Template, _checkpoint);
        }
        catch (Exception unusable) when (unusable is InvalidDataException or TemplateException)
        {
            throw new RecipeException(recipePath, "data.template", unusable.Message, "a named template, or a file");
        }
    }
}

/// <summary>Seed, and how often a run saves.</summary>
internal sealed record DocumentRunSettings(int Seed, int SnapshotEvery, int CheckpointEvery);
