using OlmoRL.Flows.Tests.Fakes;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Flows.Tests;

public sealed class FlowRunnerTests : IDisposable
{
    private readonly SmallFlow _flow = new();

    [Fact]
    public async Task A_flow_interrupted_anywhere_resumes_to_the_same_final_digest()
    {
        _ = await _flow.RunAsync("whole");

        // Sign 2 is within the first part of the rows, 6 in the second, 14 and 15 in steps of the fine-tuning.
        foreach (var at in (int[])[2, 6, 14, 15])
        {
            var run = $"cut-{at}";
            var (stopped, _) = await _flow.RunAsync(run, stopAt: at);
            var (resumed, _) = await _flow.RunAsync(run);

            Assert.False(stopped.Completed);
            Assert.True(resumed.Completed);
            Assert.Equal(await File.ReadAllBytesAsync($"{_flow.Folder("whole")}/rows/rows.jsonl", TestContext.Current.CancellationToken),
                await File.ReadAllBytesAsync($"{_flow.Folder(run)}/rows/rows.jsonl", TestContext.Current.CancellationToken));
            Assert.Equal(_flow.Weights("whole", "soup"), _flow.Weights(run, "soup"));
        }
    }

    [Fact]
    public async Task Stages_whose_inputs_have_not_changed_are_taken_over_and_those_below_a_change_run_again()
    {
        _ = await _flow.RunAsync("run");
        var (_, unchanged) = await _flow.RunAsync("run");
        var before = _flow.Weights("run", "soup");
        var (_, changed) = await _flow.RunAsync("run", 0, null, "sft.trainer.optimizer.learning_rate=1e-3");

        Assert.All(unchanged.Take(3), line => Assert.Contains("unchanged", line, StringComparison.Ordinal));
        Assert.Contains("unchanged", changed[0], StringComparison.Ordinal);
        Assert.All(changed.Skip(1), line => Assert.DoesNotContain("unchanged", line, StringComparison.Ordinal));
        Assert.NotEqual(before, _flow.Weights("run", "soup"));
    }

    [Fact]
    public async Task A_fork_runs_the_later_stages_from_an_earlier_checkpoint_and_lineage_tells_the_whole_story()
    {
        _ = await _flow.RunAsync("run");

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
    public async Task A_fork_from_what_is_not_there_says_what_is()
    {
        _ = await _flow.RunAsync("run");

        var step = Assert.Throws<RecipeException>(() => FlowFork.Write(_flow.Folder("run"), "sft@3", null));
        var stage = Assert.Throws<RecipeException>(() => FlowFork.Write(_flow.Folder("run"), "dpo", null));

        Assert.Contains("2, 4", step.Message, StringComparison.Ordinal);
        Assert.Contains("rows, sft, soup", stage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_to_a_later_stage_is_refused()
    {
        var flow = File.ReadAllText(_flow.Recipe).Replace("with = { \"data.source[0].path\" = \"rows\" }", "with = { \"data.source[0].path\" = \"soup\" }", StringComparison.Ordinal);
        File.WriteAllText(_flow.Recipe, flow);

        var refused = Assert.Throws<RecipeException>(() => new FlowRunner(_flow.Recipe, []));

        Assert.Contains("no earlier stage", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _flow.Dispose();
}
