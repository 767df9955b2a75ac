namespace OlmoRL.Verification.Tests.Instructions.Cases;

internal static class IfTrainCases
{
    public static IReadOnlyList<ConstraintCase> All { get; } =
    [
        new("copy:repeat_phrase", """{"phrase": "the red house stands", "small_n": 2}""",
            "the old house stands, the red barn stands", "the red house stands, the old house stands"),
        new("copy:copy", """{"prompt_to_repeat": "Copy me."}""", " copy ME.", "Copy me. Done."),
        new("copy:copying_simple", """{"prompt_to_repeat": "Copy me."}""", "Copy me.", "Copy you."),
        new("copy:copying_multiple", """{"prompt_to_repeat": "Copy me.", "N": 2}""", "Copy me.\n******\nCopy me.", "Copy me. Copy me."),
        new("new:copy_span_idx", """{"prompt_to_repeat": "abcdef", "n_start": 1, "n_end": 3}""", "BC", "bcd"),
        new("keywords:word_once", """{"keyword": "tea"}""", "A cup of Tea.", "Tea in a teapot."),
        new("keywords:word_count_different_numbers", """{"keyword": "tea", "frequency": 2, "relation": "less than"}""", "Tea.", "Tea in a teapot."),
        new("keywords:exclude_word_harder", """{"keyword": "tea"}""", "Tea, please; no tea.", "some tea please"),
        new("keywords:no_adjacent_consecutive", "{}", "Bright apples", "apples bring"),
        new("keywords:palindrome", "{}", "at noon sharp", "at three sharp"),
        new("keywords:keyword_specific_position", """{"keyword": "cat", "n": 2, "m": 3}""", "It rains. See the cat.", "See the cat. It rains."),
        new("keywords:start_end", "{}", "Echo returns an echo", "Echo returns an echo."),
        new("first_word:first_word_sent", """{"first_word": "We"}""", "We came. We saw.", "We came. They saw."),
        new("first_word:first_word_answer", """{"first_word": ["we"]}""", "We came.", "They came, we saw."),
        new("last_word:last_word_sent", """{"last_word": "end"}""", "This is the end. Not yet the end!", "This is the end. Or not."),
        new("last_word:last_word_answer", """{"last_word": "end"}""", "This is not the End.", "The end is not this."),
        new("count:lowercase_counting", """{"N": 2}""", "Only Two are small", "these are three"),
        new("letters:letter_counting", """{"N": 4, "relation": "less than"}""", "a1 b2 c3", "abcd"),
        new("count:counting_composition", """{"n_sent": 2, "n_words": 3}""", "We go. You stay.\n***\nI am. You are.\n***\nSo what? Now go.",
            "We go. You stay.\n***\nI am."),
        new("count:count_unique", "{}", "Every word differs here", "the end of the line"),
        new("count:count_increment_word", """{"keyword1": "sun", "keyword2": "moon"}""", "Sun, moon, moonlight", "Sun, moon"),
        new("paragraphs:paragraphs", "{}", "One.\n***\nTwo.\n***", "One.\n\nTwo."),
        new("paragraphs:paragraphs2", "{}", "One.\n\nTwo.", "One.\nTwo."),
        new("detectable_format:sentence_hyphens", "{}", "It rains.-We stay.", "It rains. - We stay."),
        new("detectable_format:square_brackets", "{}", "[every] [word]", "[every] word"),
        new("detectable_format:bigram_wrapping", "{}", "<<I am>> <<at home>> now", "<<I am at home>>"),
    ];
}
