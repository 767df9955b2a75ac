using CsCheck;
using OlmoRL.Rewards;
using OlmoRL.Verification.Verifiers.Format;

namespace OlmoRL.Verification.Tests.Verifiers.Format;

public sealed class FormatVerifierTests
{
    [Theory]
    [InlineData("<think>so</think>42", true, false)]
    [InlineData("so</think> <answer>42</answer>", true, true)]
    [InlineData("<think>so</think><answer>42</answer> bye", true, true)]
    [InlineData("<think>so</think> well <answer>42</answer>", true, false)]
    [InlineData("<think>so</think><answer></answer>", true, false)]
    [InlineData("<think>so</think><answer>1</answer><answer>2</answer>", true, false)]
    [InlineData("<think>so</think> ", false, false)]
    [InlineData("<think>so", false, false)]
    [InlineData("42", false, false)]
    [InlineData("so</think>well</think>42", false, false)]
    [InlineData("so <think>so</think>42", false, false)]
    public async Task Thinking_is_closed_once_with_an_answer_behind_it(string completion, bool plain, bool tagged)
    {
        Assert.Equal(plain, await VerifyAsync(new ThinkingFormatVerifier(new()), completion) is Verdict.Correct);
        Assert.Equal(tagged, await VerifyAsync(new ThinkingFormatVerifier(new() { AnswerTag = true }), completion) is Verdict.Correct);
    }

    [Theory]
    [InlineData("one two three four five six", true)]
    [InlineData("one two one two one two one two", false)]
    [InlineData("one", true)]
    [InlineData("", true)]
    public async Task Phrases_are_not_repeated_too_often(string completion, bool accepted) => Assert.Equal(
        accepted, await VerifyAsync(new RepetitionVerifier(new() { PhraseLength = 2, MaxShare = 0.5 }), completion) is Verdict.Correct);

    [Fact]
    public async Task Consistency_is_the_share_of_the_text_in_the_prompts_language()
    {
        var english = "This is an ordinary sentence about the weather in our town today.";
        var german = "Das ist ein ganz gewöhnlicher Satz über das Wetter in der Stadt.";
        var verifier = new LanguageConsistencyVerifier(new());

        Assert.Equal(new Verdict.Correct(), await VerifyAsync(verifier, english, prompt: english));
        Assert.IsType<Verdict.Incorrect>(await VerifyAsync(verifier, german, prompt: english));
        var half = Assert.IsType<Verdict.Correct>(await VerifyAsync(verifier, $"{english}\n{german}", prompt: english));
        Assert.Equal((double)english.Length / (english.Length + german.Length), half.Score, 12);
    }

    [Theory]
    [InlineData(100, false, 1.0)]
    [InlineData(150, false, 0.5)]
    [InlineData(50, false, 0.5)]
    [InlineData(50, true, 1.0)]
    [InlineData(150, true, 0.5)]
    [InlineData(900, true, 0.0)]
    public async Task Length_scores_by_distance_from_its_target(int tokens, bool onlyAbove, double score) =>
        Assert.Equal(score, Score(await VerifyAsync(new LengthVerifier(new() { Tolerance = 100 }, onlyAbove), "", "100", tokens)), 12);

    [Theory]
    [InlineData(80, 0.0)]
    [InlineData(81, 0.05)]
    [InlineData(90, 0.5)]
    [InlineData(100, 1.0)]
    [InlineData(500, 1.0)]
    public async Task Overlong_completions_are_penalised_by_how_far_they_are_into_the_margin(int tokens, double penalty) => Assert.Equal(
        penalty, Score(await VerifyAsync(new SoftOverlongVerifier(new() { MaxTokens = 100, Margin = 20 }), "", tokens: tokens)), 12);

    [Fact]
    public Task The_penalty_never_falls_as_a_completion_grows() => Gen.Int[0, 300].SampleAsync(async tokens =>
    {
        var verifier = new SoftOverlongVerifier(new() { MaxTokens = 200, Margin = 50 });
        var penalty = Score(await VerifyAsync(verifier, "", tokens: tokens));
        Assert.InRange(penalty, 0, Score(await VerifyAsync(verifier, "", tokens: tokens + 1)));
    });

    [Fact]
    public async Task A_length_that_is_not_known_fails()
    {
        Assert.IsType<Verdict.Failed>(await VerifyAsync(new SoftOverlongVerifier(new()), "text"));
        Assert.IsType<Verdict.Failed>(await VerifyAsync(new LengthVerifier(new(), onlyAbove: true), "text", "100"));
        Assert.IsType<Verdict.Failed>(await VerifyAsync(new LengthVerifier(new(), onlyAbove: true), "text", "long", 10));
    }

    private static double Score(Verdict verdict) => verdict is Verdict.Correct correct ? correct.Score : 0;

    private static VerificationRequest Request(string completion, string groundTruth = "", int? tokens = null, string prompt = "") =>
        new() { Prompt = prompt, Completion = completion, GroundTruth = groundTruth, Row = "{}", TokenCount = tokens };

    private static async Task<Verdict> VerifyAsync(IVerifier verifier, string completion, string groundTruth = "", int? tokens = null, string prompt = "") =>
        await verifier.VerifyAsync(Request(completion, groundTruth, tokens, prompt), CancellationToken.None);
}
