using System.Collections.Frozen;

namespace OlmoRL.Verification.Instructions.Text;

/// <summary>English words that decide what a period means.</summary>
internal static class PunktVocabulary
{
    private static readonly FrozenSet<string> Abbreviations = Set(
        """
        a.m adm ala ariz aug ave blvd bros calif capt cf co col colo conn corp cos d.c dec del dept dr e.g etc feb fla fri ft
        ga gen gov hon i.e inc jan jr kan ky l.a la lt ltd m.d maj mass md messrs mich minn mo mr mrs ms mt n.c n.d n.h n.j
        n.m n.y neb nev nov oct okla ore p.m p.s pa ph.d prof r.i rep reps rev s.c s.d sen sens sept sgt sr st tenn tex
        tues u.k u.n u.s u.s.a va vs vt w.va wash wed wis
        """);

    private static readonly FrozenSet<string> Starters = Set(
        """
        a after all although among an and another as at because before both but by despite during each either even every
        finally first for from he her here his how however i if in indeed instead it its last later like many meanwhile
        more moreover most my neither no nor now of on once one only or other our over perhaps several she since so some
        still such that the their then there therefore these they this those though through thus to today two under
        unless until we what when where whether which while who why with yet you your
        """);

    /// <summary>A word, lower-case and without its last period, that takes a period as its abbreviation.</summary>
    public static bool IsAbbreviation(string word) =>
        Abbreviations.Contains(word) || Abbreviations.Contains(word[(word.LastIndexOf('-') + 1)..]);

    /// <summary>Capitalised, but of the kind that is written small within a sentence.</summary>
    public static bool StartsSentence(string word) => char.IsUpper(word[0]) && Starters.Contains(word.TrimEnd(',', '.', '\'').ToLowerInvariant());

    /// <summary>A word that is no name: behind an initial it begins a sentence, in small letters it goes on.</summary>
    public static bool IsCommon(string word) =>
        StartsSentence(word) || (char.IsUpper(word[0]) && Verbs.IsVerb(word.Split('\'', '’')[0].TrimEnd(',', '.')));

    private static FrozenSet<string> Set(string words) => Words.BySpace(words).ToFrozenSet(StringComparer.Ordinal);
}
