using System.Text.Json;
using OlmoRL.Reporting.Html;
using OlmoRL.Runs;

namespace OlmoRL.Reporting.Tests;

public sealed class HtmlReportTests : IDisposable
{
    private const string Hostile = "</pre><script>console.error('ran')</script><img src=http://127.0.0.1:9/x onerror=\"console.error('x')\">\u0000\u001b & {{ 7*6 }}";
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public void Text_of_a_model_stays_text()
    {
        WriteRun();

        var page = Write();

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=http", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;/pre&gt;&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.Contains("./olmorl rlvr recipe.toml --set 'a=1'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_token_tells_its_version_log_prob_and_advantage()
    {
        WriteRun();

        var page = Write();

        Assert.Contains("token 0, id 5: version 3, log-prob -0.250, advantage 0.500", page, StringComparison.Ordinal);
        Assert.Contains("token 2, id 7: version 4, log-prob -2.000, advantage 0.500", page, StringComparison.Ordinal);
        Assert.Contains("t5", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_opens_from_disk_in_a_browser_without_network_or_console_error()
    {
        WriteRun();
        _ = Write();
        var browser = HeadlessBrowser.Find();
        Assert.SkipWhen(browser is null, "no Chromium on this machine (apt-get install chromium)");

        var (dom, console) = await browser!.OpenAsync(Path.Combine(_folder, "report.html"));

        Assert.Contains("version 3, log-prob", dom, StringComparison.Ordinal);
        Assert.Contains("data:image/svg+xml;base64", dom, StringComparison.Ordinal);
        Assert.Empty(console);
    }

    [Fact]
    public async Task A_page_that_asks_the_network_is_found_out()
    {
        var browser = HeadlessBrowser.Find();
        Assert.SkipWhen(browser is null, "no Chromium on this machine (apt-get install chromium)");
        WriteRun();
        var leaking = Path.Combine(_folder, "leaking.html");
        await File.WriteAllTextAsync(leaking, Write().Replace("</h1>", "</h1><img src=\"http://127.0.0.1:9/pixel.png\">", StringComparison.Ordinal));

        var (_, console) = await browser!.OpenAsync(leaking);

        Assert.NotEmpty(console);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write()
    {
        HtmlReport.Write(_folder, [], new RunDirectory(_folder), new ReportContext("./olmorl rlvr recipe.toml --set 'a=1'", id => $"t{id}"));
        return File.ReadAllText(Path.Combine(_folder, "report.html"));
    }

    private void WriteRun()
    {
        var run = new RunDirectory(_folder);
        _ = Directory.CreateDirectory(run.Rollouts);
        File.WriteAllLines(run.Metrics, [
            """{"step":1,"rollout/solve_rate":0.2,"policy/entropy":0.4,"staleness/mean":0}""",
            """{"step":2,"rollout/solve_rate":0.5,"policy/entropy":0.3,"staleness/mean":1}""",
        ]);
        File.WriteAllText(run.RolloutsOf(1), JsonSerializer.Serialize(new
        {
            step = 1,
            group = 1,
            sibling = 0,
            item = "i",
            prompt = Hostile,
            completion = Hostile,
            dataset = new[] { "math" },
            ground_truth = new[] { "1" },
            weight = new[] { 1.0 },
            row = new { },
            reward = 1.0,
            assigned_reward = 1.0,
            advantage = 0.5,
            reason = Hostile,
            finish_reason = "stop",
            versions = new[] { new[] { 0, 2, 3 }, new[] { 2, 1, 4 } },
            token_ids = new[] { 5, 6, 7 },
            log_probs = new[] { -0.25, -0.75, -2.0 },
        }) + "\n");
    }
}
