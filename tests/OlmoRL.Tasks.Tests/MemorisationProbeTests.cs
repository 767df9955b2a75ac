using OlmoRL.Rollouts;
using OlmoRL.Serving;
using OlmoRL.Serving.Generation;

namespace OlmoRL.Tasks.Tests;

public sealed class MemorisationProbeTests
{
    [Fact]
    public async Task What_the_model_writes_by_itself_it_recalls_and_other_text_it_does_not()
    {
        using var model = ServedModel.Open(TaskFolderFixture.Checkpoint(), new ServedModelOptions { Slots = 4 });
        const string start = "Ann has 3 apples. She finds 4";
        var own = "";
        await foreach (var answer in Answers.GenerateAsync(model, [start], 1, new SamplingParams { Temperature = 0, MaxTokens = 24, StopTokenIds = [.. model.StopTokenIds] }, 1, CancellationToken.None))
            own = start + answer.Text;
        const string other = "Grey harbours murmur beneath wandering thunder while seven quiet lanterns drift toward morning over silver rivers";
        var words = own.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

        var report = await MemorisationProbe.RunAsync(model, [own, other, "too short"], 7.0 / words, new Progress<int>(), CancellationToken.None);

        Assert.Equal([1, 2], report.Items.Select(i => i.Item));
        Assert.True(report.Items[0].Exact, $"{report.Items[0]}");
        Assert.False(report.Items[1].Exact);
        Assert.Equal(0.5, report.ExactRate.Estimate, 12);
    }
}
