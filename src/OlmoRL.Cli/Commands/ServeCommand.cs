using System.CommandLine;
using System.Net;
using OlmoRL.Recipes;
using OlmoRL.Serving.Http;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl serve MODEL`: an HTTP server that OpenAI's clients talk to.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var model = new ModelOptions();
        var host = new Option<string>("--host") { Description = "Address to listen on.", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "0 takes a free one.", DefaultValueFactory = _ => 8000 };
        var key = new Option<string?>("--api-key") { Description = "Clients must send it as bearer token. Default: the variable OLMORL_API_KEY, or none." };
        var queue = new Option<int>("--max-sequences") { Description = "Sequences under way or waiting; beyond it clients get 429.", DefaultValueFactory = _ => 512 };
        var command = new Command("serve", "Serve a checkpoint over HTTP (OpenAI-compatible).") { host, port, key, queue };
        model.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            if (!IPAddress.TryParse(parsed.GetValue(host), out var address))
                throw new RecipeException("--host", "", parsed.GetValue(host)!, "an IP address, such as 127.0.0.1 or 0.0.0.0");
            if (parsed.GetValue(port) is < 0 or > ushort.MaxValue)
                throw new RecipeException("--port", "", "out of range", "0 to 65535");
            if (parsed.GetValue(queue) < 1)
                throw new RecipeException("--max-sequences", "", "less than 1", "at least 1");
            using var served = model.Open(parsed);
            var server = await OpenAiServer.StartAsync(served, new ServerOptions
            {
                Address = address,
                Port = parsed.GetValue(port),
                ApiKey = parsed.GetValue(key) ?? Environment.GetEnvironmentVariable("OLMORL_API_KEY"),
                Limits = new ServerLimits { Sequences = parsed.GetValue(queue) },
            }, stop).ConfigureAwait(false);
            await using var disposed = server.ConfigureAwait(false);
            Console.WriteLine($"serving {served.Name} at {server.Address}v1 (Ctrl-C stops)");
            await Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            Console.WriteLine("stopping: answers under way may end");
            await server.StopAsync().ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
