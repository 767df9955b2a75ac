using System.Collections.Frozen;

namespace OlmoRL.Verification.Instructions.Text;

/// <summary>English verbs as a response may begin with one.</summary>
/// <remarks>
/// The reference asks a trained tagger, which takes the context in. Here a word is a verb when its base is in a list of
/// common verbs, in the base, -s, -ed or -ing form, or when it is an irregular or auxiliary form.
/// </remarks>
internal static class Verbs
{
    private static readonly FrozenSet<string> Bases = Set(
        """
        abandon absorb accelerate accept access accompany accomplish achieve acknowledge acquire act activate adapt add address
        adjust admire admit adopt advance advise affect agree aim align allocate allow alter analyze analyse announce answer
        anticipate apologize appear apply appreciate approach approve argue arise arrange arrive ask assemble assess assign assist
        assume assure attach attack attempt attend attract avoid awaken balance bake be bear beat become begin behold believe
        belong bend blend boil book boost borrow brainstorm break breathe bring browse brush build burn buy calculate call calm
        capture care carry cast catch categorize cause celebrate challenge change charge chase chat check choose chop circle claim
        clarify classify clean clear click climb close collaborate collect color combine come comfort command commit communicate
        compare compile complete compose compute concentrate conclude conduct configure confirm connect consider consist construct
        consult consume contact contain continue contribute control convert convey convince cook coordinate copy correct count cover
        craft create cross crush cultivate cut dance deal debug decide declare decorate decrease dedicate define deliver demand
        demonstrate deny depend deploy derive describe deserve design destroy detect determine develop devise dig direct discard
        discover discuss display distribute dive divide do document dominate download draft drag draw dream dress drink drive drop
        dry earn eat edit educate elaborate elevate eliminate embark embrace emerge emphasize employ enable encourage end endure
        engage enhance enjoy ensure enter envision escape establish estimate evaluate evolve examine execute exercise exist expand
        expect experience experiment explain explore express extend extract face facilitate fade fail fall feed feel fetch fight
        fill filter find finish fit fix flip float flow fly focus fold follow forget forgive form formulate foster frame gather
        generate get gift give glance go grab grant greet grind grip grow guard guess guide handle hang happen harness hate have
        head heal hear heat help hide highlight hire hit hold honor hope host hug hunt identify ignite ignore illustrate imagine
        implement imply import improve include incorporate increase indicate infer influence inform initialize initiate innovate
        input insert inspect inspire install instruct integrate intend interpret introduce invent invest investigate invite involve
        iterate join journey judge jump justify keep kick kill kiss knock know label lack land laugh launch lay lead leap learn
        leave lend let leverage lie lift light like limit link list listen live load locate lock log look lose love lower maintain
        make manage map march mark master match matter maximize mean measure meet melt mention merge mind minimize mix model modify
        monitor motivate mount move multiply name narrate navigate need negotiate nod note notice nurture obey observe obtain offer
        open operate optimize order organize outline overcome own pack paint participate pass pause pay perform permit persuade
        pick picture place plan plant play please point ponder pour practice praise pray predict prefer prepare present preserve
        press prevent print prioritize proceed process produce program promise promote propose protect prove provide publish pull
        purchase pursue push put question quit quote raise reach react read realize rearrange recall receive recognize recommend
        reconsider record recover reduce refer refine reflect refuse regard register reject relate relax release rely remain
        remember remind remove render repair repeat replace reply report represent request require research reserve resist resolve
        respect respond rest restore restrict result retain retire retrieve return reveal reverse review revise reward rewrite ride
        ring rise risk roast roll rub ruin rule run save savor say scan schedule scream search season secure see seek seem select
        sell send separate serve set settle shake shape share shift shine shoot shop show shut sign simplify simulate sing sink sit
        skip slap sleep slice slide smile soar solve sort sound spark speak specify spend spin split spread stand start state stay
        steal step stick stir stop store strengthen stretch strike strive structure struggle study submit succeed suffer suggest
        suit summarize supply support suppose surround survive swallow sweep swim switch take talk taste teach tear tell test thank
        think thrive throw tie touch track trade train transform translate transport travel treat trigger trust try turn type
        understand undertake uncover unfold unite unleash unlock unveil update upgrade upload use utilize validate value verify
        view visit visualize wait wake walk want warm warn wash watch wear welcome win wish witness wonder work worry wrap write
        yield
        """);

    private static readonly FrozenSet<string> Forms = Set(
        """
        am are is was were been being has had having does did done doing can could may might must shall should will would ate
        became began born bought brought broke built came chose cut drew driven drove ate fallen fell felt fought found flew gave
        given gone went got grew grown heard held hid kept knew known laid led left let lost made meant met paid put ran read
        ridden risen rode rose said sang sat saw seen sent set shot shown slept sold spent spoke spoken stood stole struck swam
        taken taught thought threw thrown told took torn understood woke won wore worn written wrote
        """);

    /// <summary>Whether a word, in any letter case, is a form of a known verb.</summary>
    public static bool IsVerb(string word)
    {
        word = word.ToLowerInvariant();
        return Bases.Contains(word) || Forms.Contains(word) || Stems(word).Any(Bases.Contains);
    }

    private static IEnumerable<string> Stems(string word)
    {
        if (word.EndsWith("ies", StringComparison.Ordinal) || word.EndsWith("ied", StringComparison.Ordinal))
            yield return $"{word[..^3]}y";
        foreach (var ending in (string[])["s", "es", "d", "ed", "ing"])
        {
            if (!word.EndsWith(ending, StringComparison.Ordinal) || word.Length < ending.Length + 2)
                continue;
            var stem = word[..^ending.Length];
            yield return stem;
            yield return $"{stem}e";
            if (stem[^1] == stem[^2])
                yield return stem[..^1];
        }
    }

    private static FrozenSet<string> Set(string words) => Words.BySpace(words).ToFrozenSet(StringComparer.Ordinal);
}
