using System.Diagnostics;
using System.Text.Json;
using OlmoRL.Serving.Tests.Fakes;

namespace OlmoRL.Serving.Tests;

/// <summary>The official `openai` client of npm, as a process of its own over a real socket.</summary>
public sealed class OpenAiClientTests(RunningServer running) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task The_official_client_reads_answers_streams_and_refusals()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "openai-client");
        if (await RunAsync(folder, "npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts") is { Exit: not 0 } failed)
            Assert.Skip($"the openai client cannot be installed: {failed.Output}");

        var run = await RunAsync(folder, "node", "client.mjs", $"{running.Server.Address}v1");

        Assert.True(run.Exit == 0, run.Output);
        var got = JsonDocument.Parse(run.Output).RootElement;
        var choices = got.GetProperty("choices").EnumerateArray().ToArray();
        Assert.Equal("base", got.GetProperty("model").GetString());
        Assert.Equal([0, 1], choices.Select(c => c.GetProperty("index").GetInt32()));
        Assert.Equal(got.GetProperty("usage").GetProperty("completion_tokens").GetInt32(), choices.Sum(c => c.GetProperty("tokens").GetInt32()));
        Assert.Equal(choices[0].GetProperty("text").GetString(), got.GetProperty("streamed").GetString());
        Assert.Equal(choices[0].GetProperty("tokens").GetInt32(), got.GetProperty("streamedUsage").GetProperty("completion_tokens").GetInt32());
        Assert.Equal(got.GetProperty("chat").GetString(), got.GetProperty("assembled").GetString());
        Assert.Equal(["right", "score"], got.GetProperty("structured").EnumerateObject().Select(m => m.Name));
        Assert.Equal(400, got.GetProperty("refusal").GetProperty("status").GetInt32());
        Assert.Equal("BadRequestError", got.GetProperty("refusal").GetProperty("name").GetString());
        Assert.Equal("temperature", got.GetProperty("refusal").GetProperty("param").GetString());
    }

    private static async Task<(int Exit, string Output)> RunAsync(string folder, string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, process.ExitCode == 0 ? output : await error);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }
}
