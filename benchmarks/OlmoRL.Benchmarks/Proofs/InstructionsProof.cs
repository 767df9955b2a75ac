using System.Text.Json.Nodes;
using OlmoRL.Verification.Instructions;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Issue 6, bar 1: IFEval's published verdicts on GPT-4's responses. It takes seconds, so the sample is the whole.</summary>
internal sealed class InstructionsProof(bool sample)
{
    private const double Tolerance = 0.003;
    private readonly List<Bar> _bars = [];
    private readonly string _command = "benchmarks/prove instructions" + (sample ? " --sample" : "");

    /// <summary>Runs every bar; 0 when all are met.</summary>
    public async Task<int> RunAsync()
    {
        var root = Checkout.Root;
        var folder = Path.Combine(Environment.GetEnvironmentVariable("OLMORL_SHARED") ?? Path.Combine(root, "..", "shared"), "data", "ifeval");
        if (Directory.Exists(folder))
            Prove(folder);
        else
            Add("1 IFEval", $"{folder} is missing", "data", sample);
        if (!sample)
        {
            var commit = (await CommandRun.StartAsync(root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
            ProofFile.Write(Path.Combine(root, "benchmarks", "results"), "instructions", _bars, commit);
        }

        return _bars.All(b => b.Met) ? 0 : 1;
    }

    private void Prove(string folder)
    {
        var rows = Rows(folder, "input_data").ToDictionary(r => (string)r["prompt"]!);
        var responses = Rows(folder, "gpt4_responses").ToDictionary(r => (string)r["prompt"]!, r => (string)r["response"]!);
        JsonNode[] published = [.. Rows(folder, "gpt4_verdicts")];
        InstructionVerdicts[] ours =
        [
            .. published.Select(p => (string)p["prompt"]!).Select(prompt =>
                InstructionVerdicts.Of(InstructionTarget.Read("", rows[prompt].ToJsonString()), responses[prompt])),
        ];
        var accuracy = InstructionAccuracy.Of(ours);
        AddAccuracy("strict, prompts", accuracy.PromptStrict, 0.7722);
        AddAccuracy("strict, instructions", accuracy.InstructionStrict, 0.8377);
        AddAccuracy("loose, prompts", accuracy.PromptLoose, 0.7963);
        AddAccuracy("loose, instructions", accuracy.InstructionLoose, 0.8558);
        bool[] equal = [.. published.Zip(ours).SelectMany(p => p.Second.Strict.Zip(p.First["strict"]!.AsArray(), (o, v) => o == (bool)v!))];
        var share = (double)equal.Count(e => e) / equal.Length;
        Add("1 IFEval: strict verdicts equal", FormattableString.Invariant($"{equal.Count(e => e)} of {equal.Length}, {100 * share:F2} %"), "at least 99.5 % of 832",
            equal.Length == 832 && share >= 0.995);
    }

    private void AddAccuracy(string name, double figure, double published) => Add($"1 IFEval: {name}", FormattableString.Invariant($"{figure:F4}"),
        FormattableString.Invariant($"{published:F4}, 0.3 points more or less"), Math.Abs(figure - published) <= Tolerance);

    private static IEnumerable<JsonNode> Rows(string folder, string name) =>
        File.ReadLines(Path.Combine(folder, $"{name}.jsonl")).Select(line => JsonNode.Parse(line)!);

    private void Add(string name, string figure, string required, bool met)
    {
        _bars.Add(new Bar(name, _command, figure, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {figure} ({required})");
    }
}
