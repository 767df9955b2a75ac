using System.Net.Http.Json;
using System.Text.Json;
using OlmoRL.Serving.Http;

namespace OlmoRL.Serving.Tests.Fakes;

/// <summary>The quickstart's base model behind a real socket.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    public ServedModel Model { get; private set; } = null!;

    public OpenAiServer Server { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>Folder of the checkpoint in the repository.</summary>
    public static string Checkpoint()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "OlmoRL.sln")))
            folder = folder.Parent;
        return Path.Combine(folder.FullName, "recipes", "quickstart", "base");
    }

    public async ValueTask InitializeAsync()
    {
        // Any template renders a base model's messages too; olmo's markers are plain text to this tokenizer.
        Model = ServedModel.Open(Checkpoint(), new ServedModelOptions { Slots = 8, Template = "tulu" });
        Server = await OpenAiServer.StartAsync(Model, new ServerOptions { Port = 0, Limits = new ServerLimits { Sequences = 24, Choices = 16, BodyBytes = 65_536 } }, CancellationToken.None);
        Client = new HttpClient { BaseAddress = Server.Address };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.StopAsync();
        await Server.DisposeAsync();
        Model.Dispose();
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>The data of every event of a stream, the end marker included.</summary>
    public async Task<IReadOnlyList<string>> StreamAsync(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return [.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => e["data: ".Length..])];
    }

    public async Task<double> MetricAsync(string name) => double.Parse(
        (await Client.GetStringAsync("/metrics")).Split('\n').Single(l => l.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[1],
        System.Globalization.CultureInfo.InvariantCulture);
}
