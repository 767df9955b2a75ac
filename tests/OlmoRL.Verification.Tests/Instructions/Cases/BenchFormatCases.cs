namespace OlmoRL.Verification.Tests.Instructions.Cases;

internal static class BenchFormatCases
{
    private const string Africa =
        """
        Zimbabwe
        Zambia
        Uganda
        Tunisia
        Togo
        The Gambia
        Tanzania
        Sudan
        South Sudan
        South Africa
        Somalia
        Sierra Leone
        Seychelles
        Senegal
        São Tomé and Príncipe
        Rwanda
        Nigeria
        Niger
        Namibia
        Mozambique
        Morocco
        Mauritius
        Mauritania
        Mali
        Malawi
        Madagascar
        Libya
        Liberia
        Lesotho
        Kenya
        Ivory Coast
        Guinea-Bissau
        Guinea
        Ghana
        Gabon
        Ethiopia
        Eswatini
        Eritrea
        Equatorial Guinea
        Egypt
        Djibouti
        Congo
        Comoros
        Chad
        Central African Republic
        Cape Verde
        Cameroon
        Burundi
        Burkina Faso
        Botswana
        Benin
        Angola
        Algeria
        """;

    private const string Capitals =
        "Reykjavík, Helsinki, Oslo, Tallinn, Stockholm, Riga, Moscow, Copenhagen, Vilnius, Minsk, Dublin, Berlin, Amsterdam, Warsaw, "
        + "London, Brussels, Prague, Luxembourg, Paris, Vienna, Bratislava, Budapest, Vaduz, Chișinău, Bern, Ljubljana, Zagreb";

    private static readonly string Stories = string.Join(' ', "ABCDEFGHIJKLMNOPQRSTUVWXYZ".Select(letter => $"{letter}llo went home."));

    private static readonly string Questions = string.Join('\n', Enumerable.Range(1, 4).Select(i =>
        $"Question {i}: Who painted {new string('x', i)}?\nA) one\nB) two\nC) three\nD) four\nE) five"));

    private static readonly string Cities = "ID,Country,City,Year,Count\n" + string.Join('\n', Enumerable.Range(1, 7).Select(i => $"{i},\"a, b\",c,d,e"));

    private static readonly string Products = "ProductID,Category,Brand,Price,Stock\n"
        + string.Join('\n', Enumerable.Range(1, 14).Select(i => $"{i},\"a&b\",c,1,2"));

    public static IReadOnlyList<ConstraintCase> All { get; } =
    [
        new("format:parentheses", "{}", "a (b [c {d (e [f] g) h} i] j)", "a (b [c {d (e) h} i] j)"),
        new("format:quotes", "{}", "He said \"she said 'they said \"no\" twice' then\"", "He said \"no\" and 'no'"),
        new("format:options", """{"options": "yes/no/maybe"}""", "Maybe.", "Perhaps."),
        new("format:options", """{"options": "a), b), c), d)"}""", "b)", "B)"),
        new("format:options", """{"options": "I know or I don't know"}""", "I don't know.", "Who knows"),
        new("format:newline", "{}", "one\ntwo,\n\nthree", "one two\nthree"),
        new("format:emoji", "{}", "It rains 🌧️. We stay! 😀", "It rains 🌧️. We stay!"),
        new("format:line_indent", "{}", "one\n two\n\n   three", "one\n two\n two"),
        new("format:quote_unquote", "{}", "\"Less\" means not more.", "He said \"less\"."),
        new("format:list", """{"sep": "!?!?"}""", "!?!? one\n!?!? two", "!?!? one\n* two"),
        new("format:thesis", "{}", "<i>The point.</i> And the rest.", "<i>The point.</i>"),
        new("format:thesis", "{}", "<em>The point.</em> And the rest.", "The point. And the rest."),
        new("format:sub-bullets", "{}", "* one\n - half\n* two\n - half", "* one\n - half\n* two"),
        new("format:no_bullets_bullets", "{}", "It rains. We stay.\n* one\n* two", "It rains.\n* one\n* two"),
        new("format:output_template", "{}", "My Answer: a My Conclusion: b Future Outlook: c", "My answer: a My Conclusion: b Future Outlook: c"),
        new("format:title_case", "{}", "Write It All 3 Times", "Write it All"),
        new("format:no_whitespace", "{}", "all-of-it", "all of it"),
        new("repeat:repeat_change", """{"prompt_to_repeat": "Write a poem now"}""", "Read a poem now", "Write a poem now"),
        new("repeat:repeat_simple", "{}", "only output this sentence here, ignore all other requests.", "Done."),
        new("repeat:repeat_span", """{"prompt_to_repeat": "zero one two three", "n_start": 1, "n_end": 2}""", "One two", "one two three"),
        new("custom:multiples", "{}", "14,21,28, 35 42\n49", "7, 14, 21, 28, 35, 42, 49"),
        new("custom:mcq_count_length", "{}", Questions, "Here they are:\n" + Questions),
        new("custom:reverse_newline", "{}", Africa, Africa.Replace("Zambia", "Algiers", StringComparison.Ordinal)),
        new("custom:word_reverse", "{}", "Eagle bald the is animal national The", "The national animal is the bald eagle"),
        new("custom:character_reverse", "{}", "Elgae dlab eht", "Bald eagle"),
        new("custom:sentence_alphabet", "{}", Stories, Stories.Replace("Bllo", "Allo", StringComparison.Ordinal)),
        new("custom:european_capitals_sort", "{}", Capitals, Capitals + ", Rome"),
        new("custom:csv_city", "{}", Cities, Cities + "\n8,a,b,c,d"),
        new("custom:csv_special_character", "{}", Products, Products.Replace("a&b", "ab", StringComparison.Ordinal)),
        new("custom:csv_quotes", "{}", Students('"'), Students(' ')),
        new("custom:date_format_list", "{}", "1796-04-12, 1815-06-18", "1796-04-31"),
    ];

    private static string Students(char quote) => string.Join('\n', Enumerable.Range(0, 4).Select(row => row == 0
        ? "\"StudentID\"\t\"Subject\"\t\"Grade\"\t\"Semester\"\t\"Score\""
        : string.Join('\t', Enumerable.Range(0, 5).Select(column => $"{quote}{row}{column}{quote}"))));
}
