using OlmoRL.Data.Templates;
using OlmoRL.Data.Tokenization;
using OlmoRL.Inference;
using OlmoRL.Models;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Native;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Serving.Generation;
using OlmoRL.Serving.Structured;
using static TorchSharp.torch;

namespace OlmoRL.Serving;

/// <summary>How a checkpoint is opened for generating.</summary>
public sealed record ServedModelOptions
{
    /// <summary>Of weights and cache.</summary>
    public EnginePrecision Precision { get; init; } = EnginePrecision.Fp32;

    /// <summary>Sequences decoded together.</summary>
    public int Slots { get; init; } = 32;

    /// <summary>Longest sequence, prompt included; 0 is the model's own, at most 8,192.</summary>
    public int MaxLength { get; init; }

    /// <summary>Tokens the cache holds; 0 is enough for every slot's longest sequence, at most 65,536.</summary>
    public int CacheTokens { get; init; }

    /// <summary>Chat template: a name, a Jinja file, or empty for the checkpoint's own.</summary>
    public string Template { get; init; } = "";
}

/// <summary>A checkpoint with its tokenizer, template and a running engine.</summary>
public sealed class ServedModel : IDisposable
{
    private const int LongestByDefault = 8192;
    private const int CacheByDefault = 65_536;
    private readonly SharedWeightStore _store;
    private readonly IWeightLease _lease;

    private ServedModel(string folder, ServedModelOptions options)
    {
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        Config = CheckpointFolder.ReadConfig(folder);
        Tokenizer = TokenizerJson.Read(Path.Combine(folder, "tokenizer.json"));
        Template = options.Template.Length > 0 ? CheckpointTemplate.Open(options.Template, folder) : CheckpointTemplate.Find(folder);
        StopTokenIds = StopTokens.Read(folder, Config);
        Grammars = new AnswerGrammars(Tokenizer);
        MaxLength = options.MaxLength > 0 ? Math.Min(options.MaxLength, Config.MaxPositions) : Math.Min(Config.MaxPositions, LongestByDefault);
        Slots = options.Slots;
        var threads = Environment.ProcessorCount;
        TorchRuntime.Initialize(threads);
        var engine = new EngineOptions
        {
            MaxRunning = options.Slots,
            MaxLength = MaxLength,
            CacheTokens = options.CacheTokens > 0 ? options.CacheTokens : Math.Max(MaxLength, Math.Min(options.Slots * MaxLength, CacheByDefault)),
            Precision = options.Precision,
            Threads = threads,
        };
        _store = new SharedWeightStore(() => EngineBackend.AllocateWeights(Config, engine));
        using (var model = CheckpointFolder.Load(folder, EngineBackend.DataType(options.Precision), CPU))
            _ = _store.Publish(PolicyVersion.Start, model.Weights);
        _lease = _store.AcquireNewest();
        Loop = new GenerationLoop(() =>
        {
            var made = new InferenceEngine(engine, EngineBackend.CreateRunner(Config, engine), Tokenizer);
            made.UpdateWeights(_lease.Version, _lease.Weights);
            return made;
        });
    }

    /// <summary>The folder's name: what clients call the model.</summary>
    public string Name { get; }

    /// <summary>The architecture.</summary>
    public TransformerConfig Config { get; }

    /// <summary>tokenizer.json.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>Null for a base model.</summary>
    public ChatTemplate? Template { get; }

    /// <summary>Tokens that end an answer.</summary>
    public IReadOnlyList<int> StopTokenIds { get; }

    /// <summary>What answers can be kept to.</summary>
    public AnswerGrammars Grammars { get; }

    /// <summary>Longest sequence, prompt included.</summary>
    public int MaxLength { get; }

    /// <summary>Sequences decoded together.</summary>
    public int Slots { get; }

    /// <summary>Where requests go.</summary>
    public GenerationLoop Loop { get; }

    /// <summary>Opens a checkpoint and starts its engine.</summary>
    /// <exception cref="InvalidDataException">The folder is no checkpoint of this architecture, or has no such template.</exception>
    public static ServedModel Open(string folder, ServedModelOptions options)
    {
        if ((CheckpointFolder.MissingFile(folder) ?? (File.Exists(Path.Combine(folder, "tokenizer.json")) ? null : "tokenizer.json")) is { } missing)
            throw new InvalidDataException($"{folder} has no {missing} (allowed: a checkpoint folder in Hugging Face layout)");
        return new ServedModel(folder, options);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Loop.Dispose();
        _lease.Dispose();
        _store.Dispose();
    }
}
