using System.CommandLine;
using OlmoRL.Recipes;

namespace OlmoRL.Cli.Commands;

/// <summary>The options of `olmorl eval TASK...`.</summary>
internal sealed class EvalTaskOptions
{
    private readonly Option<string?> _model = new("--model") { Description = "The checkpoint that answers, a folder in Hugging Face layout." };
    private readonly Option<string?> _answers = new("--answers") { Description = "Grade these instead of a model's: gold (the data set's own), or JSON lines with completion and item or prompt.", HelpName = "gold|FILE" };
    private readonly Option<string?> _rescore = new("--rescore") { Description = "Grade an evaluation's stored predictions again, without a model.", HelpName = "folder" };
    private readonly Option<string[]> _compare = new("--compare") { Description = "Compare two evaluations, problem by problem.", HelpName = "before after", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _data = new("--data") { Description = "The folder that data sets are below.", DefaultValueFactory = _ => "data" };
    private readonly Option<string> _tasks = new("--tasks") { Description = "The folder of named tasks.", DefaultValueFactory = _ => Path.Combine("recipes", "evaluation") };
    private readonly Option<string> _output = new("--out") { Description = "Where predictions and figures go, a folder a task.", DefaultValueFactory = _ => Path.Combine("runs", "eval") };
    private readonly Option<int> _limit = new("--limit") { Description = "Only the first problems of each task." };
    private readonly Option<int> _seeds = new("--seeds") { Description = "How often to answer, with seeds from --seed on.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _seed = new("--seed") { Description = "Decides every draw.", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _preset = new("--preset") { Description = $"Sampling in place of the tasks' own: {string.Join(", ", TaskSampling.Presets.Keys)}. Their number of samples stays." };

    public ModelOptions Tuning { get; } = new();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_model, _answers, _rescore, _compare, _data, _tasks, _output, _limit, _seeds, _seed, _preset])
            command.Add(option);
        Tuning.AddTuningTo(command);
    }

    public string? Model(ParseResult parsed) => parsed.GetValue(_model);

    public string? Answers(ParseResult parsed) => parsed.GetValue(_answers);

    public string? Rescore(ParseResult parsed) => parsed.GetValue(_rescore);

    public string[] Compare(ParseResult parsed) => parsed.GetValue(_compare) ?? [];

    public string Data(ParseResult parsed) => parsed.GetValue(_data)!;

    public string Tasks(ParseResult parsed) => parsed.GetValue(_tasks)!;

    public string Output(ParseResult parsed) => parsed.GetValue(_output)!;

    public int Limit(ParseResult parsed) => AtLeast(parsed, _limit, 0);

    public int[] Seeds(ParseResult parsed) => [.. Enumerable.Range(parsed.GetValue(_seed), AtLeast(parsed, _seeds, 1))];

    /// <summary>The preset's overrides of a task's sampling.</summary>
    /// <exception cref="RecipeException">There is no such preset.</exception>
    public string[] PresetOverrides(ParseResult parsed)
    {
        if (parsed.GetValue(_preset) is not { } name)
            return [];
        if (!TaskSampling.Presets.TryGetValue(name, out var sampling))
            throw new RecipeException("--preset", "", $"{name} is not allowed", string.Join(", ", TaskSampling.Presets.Keys));
        return
        [
            FormattableString.Invariant($"sampling.temperature={sampling.Temperature}"), FormattableString.Invariant($"sampling.top_p={sampling.TopP}"),
            FormattableString.Invariant($"sampling.max_tokens={sampling.MaxTokens}"),
        ];
    }

    private static int AtLeast(ParseResult parsed, Option<int> option, int least) => parsed.GetValue(option) is var value && value >= least ? value
        : throw new RecipeException(option.Name, "", $"{value} is not allowed", $"at least {least}");
}
