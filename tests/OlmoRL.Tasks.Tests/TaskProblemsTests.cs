using OlmoRL.Recipes;

namespace OlmoRL.Tasks.Tests;

public sealed class TaskProblemsTests : IDisposable
{
    private const string Head = "title = \"t\"\ndata = \"rows.jsonl\"\nprompt = \"Q: {{ row.q }}\"\n";
    private const string Verifier = "[reward]\nverifier = \"math\"\n";
    private readonly TaskFolderFixture _folder = new();

    [Fact]
    public async Task A_row_is_put_into_the_templates()
    {
        var task = _folder.Write("t", Head + "answer = \"{{ row.a }}\"\ngold = \"It is {{ row.a }}.\"\nitem = \"p/{{ row.id }}\"\n" + Verifier,
            """{"q": "1+1?", "a": "2", "id": 7}""");

        var problem = Assert.Single(await TaskProblems.ReadAsync(task, _folder.Root, 0));

        Assert.Equal(("p/7", "Q: 1+1?", "2", "It is 2."), (problem.Item, problem.Prompt, problem.Truth, problem.Gold));
    }

    [Fact]
    public async Task Text_of_a_row_is_never_read_as_Jinja()
    {
        var task = _folder.Write("t", Head + "answer = \"{{ row.a }}\"\n" + Verifier, """{"q": "{{ 7 * 6 }}", "a": "{% raw %}"}""");

        var problem = Assert.Single(await TaskProblems.ReadAsync(task, _folder.Root, 0));

        Assert.Equal(("Q: {{ 7 * 6 }}", "{% raw %}"), (problem.Prompt, problem.Truth));
    }

    [Fact]
    public async Task A_boxed_ground_truth_is_what_the_last_box_holds()
    {
        var task = _folder.Write("t", Head + "answer = \"{{ row.a }}\"\nboxed = true\n" + Verifier, """{"q": "", "a": "so \\boxed{1}, no: \\boxed{\\frac{1}{2}}"}""");

        Assert.Equal("\\frac{1}{2}", Assert.Single(await TaskProblems.ReadAsync(task, _folder.Root, 0)).Truth);
    }

    [Fact]
    public async Task The_limit_takes_the_first_rows()
    {
        var task = _folder.Write("t", Head + "answer = \"x\"\n" + Verifier, """{"q": "a"}""", """{"q": "b"}""", """{"q": "c"}""");

        Assert.Equal(["Q: a", "Q: b"], (await TaskProblems.ReadAsync(task, _folder.Root, 2)).Select(p => p.Prompt));
    }

    [Theory]
    [InlineData("answer = \"{{ row.a }}\"\nboxed = true\n" + Verifier, "row 1 has no \\boxed")]
    [InlineData("answer = \"{{ row.a.b.c }}\"\n" + Verifier, "row 1")]
    [InlineData("answer = \"{{ row.a }\"\n" + Verifier, "answer")]
    [InlineData("answer = \"5\"\nmethod = \"likelihood\"\nchoices = '[\"a\", \"b\"]'\n", "the number of the right one from 0")]
    [InlineData("answer = \"0\"\nmethod = \"likelihood\"\nchoices = 'a, b'\n", "a JSON list of at least two texts")]
    [InlineData("answer = \"0\"\nitem = \"same\"\n" + Verifier, "has the name same of another")]
    public async Task What_a_row_cannot_be_put_into_is_named(string rest, string said)
    {
        var task = _folder.Write("t", Head + rest, """{"q": "a", "a": "b"}""", """{"q": "c", "a": "d"}""");

        var problem = await Assert.ThrowsAsync<RecipeException>(() => TaskProblems.ReadAsync(task, _folder.Root, 0));

        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("answer = \"1\"\n", "reward.verifier")]
    [InlineData("answer = \"1\"\nmethod = \"likelihood\"\n", "choices")]
    [InlineData("answer = \"1\"\npass_at = [1, 4]\n" + Verifier, "at most sampling.samples, 1")]
    [InlineData("answer = \"1\"\npass_at = []\n" + Verifier, "pass_at")]
    public void A_task_that_contradicts_itself_is_refused(string rest, string said)
    {
        var problem = Assert.Throws<RecipeException>(() => _folder.Write("t", Head + rest));

        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_set_stays_below_the_data_folder()
    {
        var problem = Assert.Throws<RecipeException>(() => _folder.Write("t", "title = \"t\"\ndata = \"../secret.jsonl\"\nprompt = \"\"\nanswer = \"\"\n" + Verifier));

        Assert.Contains("below the folder", problem.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
