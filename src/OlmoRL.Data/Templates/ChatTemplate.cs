using OlmoRL.Data.Templates.Evaluation;
using OlmoRL.Data.Templates.Syntax;
using OlmoRL.Data.Templates.Values;

namespace OlmoRL.Data.Templates;

/// <summary>Writes conversations as text, as Hugging Face's apply_chat_template does. Thread-safe.</summary>
public sealed class ChatTemplate
{
    private readonly IReadOnlyList<Statement> _statements;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly TimeProvider _clock;
    private readonly RenderLimits _limits;
    private readonly bool _hasGenerationBlocks;

    /// <summary>Reads a template.</summary>
    /// <param name="name">Named in errors.</param>
    /// <param name="source">Jinja.</param>
    /// <param name="tokens">Of the tokenizer that the text is for.</param>
    /// <param name="settings">Variables with which one source serves several templates.</param>
    /// <param name="clock">What strftime_now tells; the system's if null.</param>
    /// <param name="limits">What a rendering may spend.</param>
    /// <exception cref="TemplateException">The template is malformed, or has a tag that is not supported.</exception>
    public ChatTemplate(
        string name,
        string source,
        SpecialTokens tokens,
        IReadOnlyDictionary<string, string>? settings = null,
        TimeProvider? clock = null,
        RenderLimits? limits = null)
    {
        Name = name;
        Source = source;
        Tokens = tokens;
        _statements = TemplateParser.Parse(new TemplateSource(name, source));
        _hasGenerationBlocks = HasGeneration(_statements);
        _settings = settings ?? new Dictionary<string, string>();
        _clock = clock ?? TimeProvider.System;
        _limits = limits ?? new RenderLimits();
    }

    public string Name { get; }

    /// <summary>The Jinja source.</summary>
    public string Source { get; }

    public SpecialTokens Tokens { get; }

    /// <summary>The text of a conversation.</summary>
    /// <exception cref="TemplateException">The template fails or refuses the conversation.</exception>
    public string Render(Conversation conversation) => Run(conversation).Text.Text;

    /// <summary>The text of a conversation with the places that the assistant wrote.</summary>
    /// <remarks>
    /// Generation blocks tell the places where a template has them. Where it has none, they are found by the origin of
    /// the characters, see <see cref="TurnFinder"/>. Either way no other rendering is compared with this one, so it does
    /// not matter that a turn may look different once it is not the last.
    /// </remarks>
    /// <exception cref="TemplateException">The template fails or refuses the conversation.</exception>
    /// <exception cref="InvalidDataException">The places cannot be known.</exception>
    public RenderedChat RenderWithSpans(Conversation conversation)
    {
        var (text, blocks) = Run(conversation);
        if (_hasGenerationBlocks)
            return new RenderedChat(text.Text, [.. blocks.Where(b => b.Length > 0)]);

        var spans = new List<AssistantSpan>();
        var turns = new TurnFinder(text, GenerationPrompt(conversation), Tokens);
        for (var i = 0; i < conversation.Messages.Count; i++)
        {
            if (conversation.Messages[i].Role == "assistant" && turns.Find(i) is { } span)
                spans.Add(span);
        }

        return new RenderedChat(text.Text, [.. spans.OrderBy(s => s.Start)]);
    }

    /// <summary>What the template adds where the model is to begin.</summary>
    private string GenerationPrompt(Conversation conversation)
    {
        var opening = conversation.Messages.TakeWhile(m => m.Role != "assistant").ToArray();
        var question = conversation with { Messages = opening.Length > 0 ? opening : [new ChatMessage("user", "?")] };
        var closed = Render(question with { AddGenerationPrompt = false });
        var open = Render(question with { AddGenerationPrompt = true });
        return open[open.AsSpan().CommonPrefixLength(closed)..];
    }

    private (TextValue Text, IReadOnlyList<AssistantSpan> Blocks) Run(Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var context = new RenderContext(Name, _limits, _clock.GetLocalNow());
        var runner = new StatementRunner(context);
        return (runner.Render(_statements, Variables(conversation)), runner.Generations);
    }

    private Scope Variables(Conversation conversation)
    {
        var scope = new Scope();
        GlobalFunctions.AddTo(scope);
        scope.Set("messages", new ListValue([.. conversation.Messages.Select((m, i) => JsonValues.ReadMessage(m.Fields, i))]));
        scope.Set("tools", JsonValues.Read(conversation.Tools ?? default));
        scope.Set("documents", NoneValue.Instance);
        scope.Set("add_generation_prompt", BooleanValue.Of(conversation.AddGenerationPrompt));
        foreach (var (name, token) in (ReadOnlySpan<(string, string?)>)
            [("bos_token", Tokens.Bos), ("eos_token", Tokens.Eos), ("pad_token", Tokens.Pad), ("unk_token", Tokens.Unknown)])
        {
            if (token is not null)
                scope.Set(name, new TextValue(token));
        }

        foreach (var (name, value) in _settings)
            scope.Set(name, new TextValue(value));
        foreach (var (name, value) in conversation.Variables)
            scope.Set(name, JsonValues.Read(value));

        // What the template sets is its own.
        return new Scope(scope);
    }

    private static bool HasGeneration(IReadOnlyList<Statement> statements) => statements.Any(s => s switch
    {
        GenerationStatement => true,
        IfStatement choice => choice.Branches.Any(b => HasGeneration(b.Body)) || HasGeneration(choice.Otherwise),
        ForStatement loop => HasGeneration(loop.Body) || HasGeneration(loop.Otherwise),
        _ => false,
    });
}
