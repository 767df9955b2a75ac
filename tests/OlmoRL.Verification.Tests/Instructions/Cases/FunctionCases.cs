namespace OlmoRL.Verification.Tests.Instructions.Cases;

internal static class FunctionCases
{
    public static IReadOnlyList<ConstraintCase> All { get; } =
    [
        new("verify_keywords", """{"keyword_list": ["fox"]}""", "Foxes", "Wolves"),
        new("verify_keyword_frequency", """{"word": "tea", "N": 1}""", "Tea in a teapot", "Tea and tea"),
        new("validate_forbidden_words", """{"forbidden_words": ["rock"]}""", "A stone", "A Rocket"),
        new("verify_letter_frequency", """{"letter": "t", "N": 1}""", "That", "tit"),
        new("validate_response_language", """{"language": "fr"}""", "Le temps est vraiment agréable aujourd'hui dans notre ville.", "The weather is nice today in our town."),
        new("validate_choice", """{"options": ["yes", "no"]}""", "no way", "maybe"),
        new("validate_frequency_capital_words", """{"N": 2, "quantifier": "at most"}""", "NASA and ESA", "NASA and ESA and JAXA"),
        new("validate_uppercase", "{}", "ALL 3", "All 3"),
        new("validate_lowercase", "{}", "all 3", "All 3"),
        new("validate_no_commas", "{}", "none", "some, here"),
        new("verify_paragraph_count", """{"N": 2}""", "One.\n* * *\nTwo.", "One.\n* * *\n"),
        new("validate_word_constraint", """{"N": 20, "quantifier": "around"}""", string.Join(' ', Enumerable.Repeat("word", 18)), string.Join(' ', Enumerable.Repeat("word", 17))),
        new("verify_sentence_constraint", """{"N": 3, "quantifier": "around"}""", "It rains. We stay.", "It rains."),
        new("validate_paragraphs", """{"N": 2, "first_word": "Then", "i": 2}""", "First.\n\nThen this.", "First.\n\nthen this."),
        new("verify_postscript", """{"postscript_marker": "P.S."}""", "Bye. P.S. more", "Bye. P.S."),
        new("validate_placeholders", """{"N": 1}""", "Dear [name]", "Dear (name)"),
        new("verify_bullet_points", """{"N": 2}""", " * one\n- two", "* one\n+ two"),
        new("validate_title", "{}", "<<Title>>", "<Title>"),
        new("validate_highlighted_sections", """{"N": 1}""", "*so*", "so*"),
        new("validate_sections", """{"N": 2, "section_splitter": "Section"}""", "SECTION 1 a section 2 b", "Section a Section b"),
        new("validate_json_format", "{}", "[1, 2]", "```json\n[1]\n```"),
        new("validate_repeat_prompt", """{"original_prompt": "Say so."}""", "Say so. So.", "say so. So."),
        new("validate_two_responses", "{}", "One\n******\nTwo", "One\n******\nTwo\n******\nThree"),
        new("validate_end", """{"end_phrase": "The end."}""", "It is over. The end.", "The end. Not."),
        new("validate_quotation", "{}", "\"All\"", "\"Part\" of"),
    ];
}
