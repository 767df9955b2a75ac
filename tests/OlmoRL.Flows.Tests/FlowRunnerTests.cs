using System.Text.RegularExpressions;
using OlmoRL.Flows.Tests.Fakes;
using OlmoRL.Recipes;

namespace OlmoRL.Flows.Tests;

public sealed class FlowRunnerTests(SmallFlow flow) : IClassFixture<SmallFlow>
{
    private readonly SmallFlow _flow = flow;

    [Fact]
    public async Task A_flow_interrupted_anywhere_resumes_to_the_same_final_digest()
    {
        // Sign 2 is within the first part of the rows, 6 in the second, 15 in a step of the fine-tuning after its snapshot.
        foreach (var at in (int[])[2, 6, 15])
        {
            var run = $"cut-{at}";
            var (stopped, _) = await _flow.RunAsync(run, stopAt: at);
            var (resumed, _) = await _flow.RunAsync(run);

            Assert.False(stopped.Completed);
            Assert.True(resumed.Completed);
            Assert.Equal(await File.ReadAllBytesAsync($"{_flow.Folder("run")}/rows/rows.jsonl", TestContext.Current.CancellationToken),
                await File.ReadAllBytesAsync($"{_flow.Folder(run)}/rows/rows.jsonl", TestContext.Current.CancellationToken));
            Assert.Equal(_flow.Weights("run", "soup"), _flow.Weights(run, "soup"));
        }
    }

    [Fact]
    public async Task Stages_whose_inputs_have_not_changed_are_taken_over_and_those_below_a_change_run_again()
    {
        var (_, unchanged) = await _flow.RunAsync("run");
        _ = await _flow.RunAsync("changed");
        var (_, changed) = await _flow.RunAsync("changed", 0, null, "sft.trainer.optimizer.learning_rate=1e-3");

        Assert.All(unchanged.Take(3), line => Assert.Contains("unchanged", line, StringComparison.Ordinal));
        Assert.Contains("unchanged", changed[0], StringComparison.Ordinal);
        Assert.All(changed.Skip(1), line => Assert.DoesNotContain("unchanged", line, StringComparison.Ordinal));
        Assert.NotEqual(_flow.Weights("run", "soup"), _flow.Weights("changed", "soup"));
    }

    [Fact]
    public async Task A_fork_runs_the_later_stages_from_an_earlier_checkpoint_and_lineage_tells_the_whole_story()
    {
        var fork = FlowFork.Write(_flow.Folder("run"), "sft@2", _flow.Folder("fork"));
        _ = await _flow.RunAsync("fork", 0, fork, "soup.source[0].weight=2");

        Assert.False(Directory.Exists(Path.Combine(_flow.Folder("fork"), "sft")));
        Assert.NotEqual(_flow.Weights("run", "soup"), _flow.Weights("fork", "soup"));
        var soup = Lineage.Of(Path.Combine(_flow.Folder("fork"), "soup", "checkpoints", "final"));
        Assert.StartsWith("merge", soup.Title, StringComparison.Ordinal);
        Assert.Contains(soup.Facts, f => f.StartsWith("score: pass@1", StringComparison.Ordinal));
        var sft = soup.Origins[1];
        Assert.StartsWith("[0.6] sft, 2 steps", sft.Title, StringComparison.Ordinal);
        Assert.Contains(sft.Facts, f => f.Contains("policy/loss", StringComparison.Ordinal));
        Assert.StartsWith("pretrain, 3000 steps", sft.Origins[0].Title, StringComparison.Ordinal);
        Assert.StartsWith("[data] pairs", sft.Origins[1].Title, StringComparison.Ordinal);
        Assert.StartsWith("[strong] pretrain", sft.Origins[1].Origins.Single().Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flow_whose_base_stands_elsewhere_is_told_where()
    {
        var fork = FlowFork.Write(_flow.Folder("run"), "sft@2", _flow.Folder("moved"));
        File.WriteAllText(fork, Regex.Replace(File.ReadAllText(fork), "(?m)^base = .*$", "base = \"nowhere\""));

        _ = Assert.Throws<RecipeException>(() => new FlowRunner(fork, []));
        Assert.NotEmpty(new FlowRunner(fork, [$"base={_flow.Folder("run")}"]).Flow.Stage);
    }

    [Fact]
    public void A_fork_from_what_is_not_there_says_what_is()
    {
        var step = Assert.Throws<RecipeException>(() => FlowFork.Write(_flow.Folder("run"), "sft@3", null));
        var stage = Assert.Throws<RecipeException>(() => FlowFork.Write(_flow.Folder("run"), "dpo", null));

        Assert.Contains("2, 4", step.Message, StringComparison.Ordinal);
        Assert.Contains("rows, sft, soup", stage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_to_a_later_stage_is_refused()
    {
        var path = Path.Combine(Path.GetDirectoryName(_flow.Recipe)!, "later.toml");
        File.WriteAllText(path, File.ReadAllText(_flow.Recipe).Replace(
            "\"data.source[0].path\" = \"rows\"", "\"data.source[0].path\" = \"soup\"", StringComparison.Ordinal));

        var refused = Assert.Throws<RecipeException>(() => new FlowRunner(path, []));

        Assert.Contains("no earlier stage", refused.Message, StringComparison.Ordinal);
    }
}
