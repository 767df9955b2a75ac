namespace OlmoRL.Data.Tasks.Reading;

/// <summary>A passage and a question about it.</summary>
/// <param name="Sentences">What the passage says.</param>
/// <param name="Question">About one of them.</param>
/// <param name="Answer">One word.</param>
/// <param name="Distractors">Words of the passage of the answer's kind.</param>
internal sealed record ReadingPassage(IReadOnlyList<string> Sentences, string Question, string Answer, IReadOnlyList<string> Distractors)
{
    public string Signature => string.Join(' ', Sentences) + " " + Question;

    public string Prompt => $"Passage: {string.Join(' ', Sentences)}\n{Question} Begin with 'The answer is: '.\n";
}
