using System.Collections.Frozen;

namespace OlmoRL.Data.Templates;

/// <summary>The templates that open-instruct knows by name, rendering to the same text.</summary>
/// <remarks>
/// Our own Jinja, with generation blocks. A source serves several names by its settings. Where the reference lets a
/// template's line ends be eaten by trim_blocks, the text is as it comes out there.
/// </remarks>
public static class NamedTemplates
{
    private const string Olmo =
        "You are OLMo, a helpful function-calling AI assistant built by Ai2. Your date cutoff is November 2024, and your "
        + "model weights are available at https://huggingface.co/allenai. You do not currently have access to any "
        + "functions. <functions></functions>";

    private const string OlmoThink =
        "You are Olmo, a helpful AI assistant built by Ai2. Your date cutoff is December 2024, and your model weights are "
        + "available at https://huggingface.co/allenai.";

    private const string Helpful = "You are a helpful AI assistant.";
    private const string ChatMlAnswer = "<|im_start|>assistant\n";
    private const string TuluAnswer = "<|assistant|>\n";
    private const string Think = "<think>";

    // From DeepSeek-R1, arXiv 2501.12948, table 1.
    private const string R1 =
        "A conversation between User and Assistant. The user asks a question, and the Assistant solves it. The assistant "
        + "first thinks about the reasoning process in the mind and then provides the user with the answer. The reasoning "
        + "process and answer are enclosed within <think> </think> and <answer> </answer> tags, respectively, i.e., "
        + "<think> reasoning process here </think> <answer> answer here </answer>.\n\n";

    private const string R1Tool =
        "A conversation between User and Assistant. The User asks a question, and the Assistant solves it. The Assistant "
        + "first thinks about the reasoning process in the mind and then provides the User with the answer. \n\n"
        + "When given a question, the Assistant must conduct reasoning inside the <think> and </think> tags. During "
        + "reasoning, the Assistant may write and execute python code using the <code> </code> tag, in order to solve the "
        + "problem or verify the answer. Then the Assistant will get the stdout and stderr in the <output> and </output> "
        + "tags. For example, the code could be\n<code>\nx, y = 1, 2\nresult = x + y\nprint(result)\n</code>\nor\n<code>\n"
        + "import sympy as sp\nfrom sympy import Symbol\nx = Symbol('x')\ny = Symbol('y')\n"
        + "solution = sp.solve(x**2 + y**2 - 1, (x, y))\nprint(solution)\n</code>\n"
        + "The Assistant will always `print` the result of the code execution in order to see it in the <output> tag. The "
        + "Assistant may use the <code> </code> tag multiple times. When the Assistant is done reasoning, it should "
        + "provide the answer inside the <answer> and </answer> tag.\n\n";

    private const string BoxedProblem =
        "You must put your answer inside <answer> </answer> tags, i.e., <answer> answer here </answer>. And your final "
        + "answer will be extracted automatically by the \\boxed{} tag. This is the problem: ";

    private const string MathPreamble =
        "Solve the following problem step by step. The last line of your response should be the answer to the problem in "
        + "form Answer: $Answer (without quotes) where $Answer is the answer to the problem.\n\n";

    private const string CodePreamble =
        "Solve the following code problem step by step. The last part of your response should be the solution to the "
        + "problem in form ```\npython\nCODE\n``` where CODE is the solution for the problem.\n\n";

    private static readonly FrozenDictionary<string, Entry> ByName = new Dictionary<string, Entry>
    {
        ["simple_concat_with_space"] = new("plain", ("separator", " ")),
        ["simple_concat_with_new_line"] = new("plain", ("separator", "\n")),
        ["simple_chat"] = new("plain", ("separator", "\n\n"), ("roles", "shown")),
        ["assistant_message_only"] = new("assistant_message_only"),
        ["zephyr"] = new("zephyr"),
        ["olmo"] = OlmoEntry(Olmo, ""),
        ["olmo_old"] = OlmoEntry(Olmo, ""),
        ["olmo_thinker"] = OlmoEntry(Helpful, Think),
        ["olmo_thinker_no_think_7b"] = OlmoEntry(OlmoThink, ""),
        ["olmo_thinker_no_think_sft_tokenization"] = OlmoEntry(Helpful, ""),
        ["olmo_thinker_remove_intermediate_thinking"] = OlmoEntry(Helpful, Think, ("earlier_thinking", "dropped")),
        ["olmo_thinker_rlzero"] = Framed(MathPreamble, "\nRemember to put your answer on its own line after \"Answer:\""),
        ["olmo_thinker_code_rlzero"] = Framed(CodePreamble, "Remember to put your solution inside the ```\npython\nCODE\n``` tags"),
        ["tulu"] = Tulu("", ""),
        ["tulu_thinker"] = Tulu("", Think),
        ["tulu_thinker_r1_style"] = Tulu(R1, Think, ("thinking", "dropped")),
        ["r1_simple_chat"] = Framed(R1, "Assistant:", ("roles", "shown")),
        ["r1_simple_chat_postpend_think"] = Framed(R1, "Assistant: <think>", ("roles", "shown")),
        ["r1_simple_chat_postpend_think_orz_style"] = Framed(R1, "Assistant: <think>", ("roles", "shown"), ("problem_prefix", BoxedProblem)),
        ["r1_simple_chat_postpend_think_tool_vllm"] = Framed(R1Tool, "Assistant: <think>", ("roles", "shown"), ("problem_prefix", BoxedProblem)),
        ["qwen_instruct_user_boxed_math"] = new("qwen_instruct_user_boxed_math"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The template of a name; null if there is none.</summary>
    public static ChatTemplate? Find(string name, SpecialTokens tokens)
    {
        if (!ByName.TryGetValue(name, out var entry))
            return null;
        using var stream = typeof(NamedTemplates).Assembly.GetManifestResourceStream($"{entry.Source}.jinja")!;
        using var reader = new StreamReader(stream);
        return new ChatTemplate(name, reader.ReadToEnd(), tokens, entry.Settings);
    }

    private static Entry OlmoEntry(string defaultSystem, string opening, params (string, string)[] more) =>
        new("olmo", [("default_system", defaultSystem), ("generation_prompt", ChatMlAnswer + opening), .. more]);

    private static Entry Tulu(string preamble, string opening, params (string, string)[] more) =>
        new("tulu", [("preamble", preamble), ("generation_prompt", TuluAnswer + opening), .. more]);

    private static Entry Framed(string preamble, string generationPrompt, params (string, string)[] more) =>
        new("framed", [("preamble", preamble), ("generation_prompt", generationPrompt), ("problem_prefix", ""), .. more]);

    private sealed class Entry(string source, params (string Name, string Value)[] settings)
    {
        public string Source => source;

        // A later setting replaces an earlier one.
        public IReadOnlyDictionary<string, string> Settings { get; } =
            settings.GroupBy(s => s.Name).ToDictionary(g => g.Key, g => g.Last().Value);
    }
}
