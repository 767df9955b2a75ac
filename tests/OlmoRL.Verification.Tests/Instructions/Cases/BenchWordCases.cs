namespace OlmoRL.Verification.Tests.Instructions.Cases;

internal static class BenchWordCases
{
    public static IReadOnlyList<ConstraintCase> All { get; } =
    [
        new("count:word_count_range", """{"min_words": 2.0, "max_words": 3.0}""", "two words", "one two three four"),
        new("count:unique_word_count", """{"N": 3.0}""", "one, two three", "one One (one) two"),
        new("count:conjunctions", """{"small_n": 2.0}""", "this and that, but slowly", "this and that and more"),
        new("count:person_names", """{"N": 2.0}""", "Emma met Liam.", "Emma met emma and Liams."),
        new("count:numbers", """{"N": 2.0}""", "1,000 of 3.5", "1 2 3"),
        new("count:pronouns", """{"N": 3.0}""", "She/her and they.", "Nobody knows."),
        new("count:punctuation", "{}", "What?! Yes: no; well, so! Why? Stop.", "What? Yes: no; well, so! Stop."),
        new("count:keywords_multiple", """{"keyword1": "a1", "keyword2": "b2", "keyword3": "c3", "keyword4": "d4", "keyword5": "e5"}""",
            "a1 b2 b2 c3 c3 c3 d4 d4 d4 d4 d4 e5 e5 e5 e5 e5 e5 e5", "a1 b2 c3 d4 e5"),
        new("count:words_japanese", """{"N": 2.0}""", "one 二 three 4. five", "one two"),
        new("ratio:stop_words", """{"percentage": 50.0}""", "the cat sleeps", "the cat is here"),
        new("ratio:sentence_type", "{}", "It rains. We stay. Do you?", "It rains. Do you?"),
        new("ratio:sentence_balance", "{}", "It rains. Do you? Go!", "It rains. We stay. Do you?"),
        new("ratio:overlap", """{"reference_text": "abcdef", "percentage": 50}""", "abcdxy", "abcdef"),
        new("ratio:sentence_words", "{}", "We came. He left. It rose.", "We came. He stayed there. You ran."),
        new("words:alphabet", "{}", "Young zebras amble.", "Young zebras zigzag."),
        new("words:vowel", "{}", "A big idea", "education"),
        new("words:consonants", "{}", "black stone", "black sea"),
        new("words:palindrome", "{}", "level radar civic rotor kayak madam refer tenet solos stats.", "level radar noon"),
        new("words:prime_lengths", "{}", "We saw seven.", "We were here"),
        new("words:odd_even_syllables", "{}", "the table sat under trees again", "the dog sat"),
        new("words:last_first", "{}", "We like rain. Rain falls.", "We like rain. Snow falls."),
        new("words:paragraph_last_first", "{}", "Rain is rain.\n\nSnow likes snow!", "Rain is wet."),
        new("words:no_consecutive", "{}", "we see a red sun", "we see some sun"),
        new("words:repeats", """{"small_n": 2}""", "yes, Yes and no", "yes yes yes"),
        new("words:start_verb", "{}", "Consider the lilies.", "Lilies are flowers."),
        new("words:start_verb", "{}", "Running helps.", "\"Run!\""),
        new("words:keywords_specific_position", """{"keyword": "cat", "n": 2, "m": 2}""", "It rains. The CAT sleeps.", "The cat sleeps. It rains."),
        new("words:words_position", """{"keyword": "red"}""", "The red house is red now.", "The red house is blue now."),
        new("sentence:keyword", """{"word": "rain", "N": 2.0}""", "We wait. The Rain falls.", "The rain falls. We wait for rainfall."),
        new("sentence:increment", """{"small_n": 1.0}""", "We go. They all go.", "We go. They go."),
        new("sentence:alliteration_increment", "{}", "Rain falls. Big bears bite.", "Big bears bite. Rain falls."),
    ];
}
