using System.CommandLine;
using System.Globalization;
using OlmoRL.Actors.Hosting;
using OlmoRL.Recipes;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl node RECIPE --seed HOST:PORT`: takes part in a run of another process.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        var (recipe, set) = (RecipeOptions.Recipe("rlvr"), RecipeOptions.Set());
        var seed = new Option<string>("--seed") { Description = "Address of the run: its cluster.host and cluster.port.", HelpName = "host:port", Required = true };
        var role = new Option<NodeRoles[]>("--role") { Description = "inference, verifier; may be given twice.", Required = true };
        var workers = new Option<int>("--workers") { Description = "Inference workers, one thread each.", DefaultValueFactory = _ => 1 };
        var within = new Option<int>("--join-within") { Description = "Seconds to wait for a run that does not answer.", DefaultValueFactory = _ => 300 };
        var command = new Command("node", "Take part in a run of another process: sample, grade, or both. Recipe and --set are the run's.") { recipe, set, seed, role, workers, within };
        command.SetAction(async (parsed, stop) =>
        {
            var (path, address, count, seconds) = (parsed.GetValue(recipe)!, parsed.GetValue(seed)!, parsed.GetValue(workers), parsed.GetValue(within));
            if (!System.Net.IPEndPoint.TryParse(address, out var endpoint) || endpoint.Port == 0)
                throw new RecipeException("--seed", "", $"{address} is not allowed", "IP:PORT");
            if (count < 1)
                throw new RecipeException("--workers", "", count.ToString(CultureInfo.InvariantCulture), "at least 1");
            if (seconds < 1)
                throw new RecipeException("--join-within", "", seconds.ToString(CultureInfo.InvariantCulture), "at least 1");
            var host = new NodeHost(RecipeLoader.Load<RlvrRecipe>(path, parsed.GetValue(set)!), path, new NodeOptions
            {
                Seed = address,
                Roles = parsed.GetValue(role)!.Aggregate((a, b) => a | b),
                InferenceWorkers = count,
                JoinWithin = TimeSpan.FromSeconds(seconds),
            });
            Console.WriteLine($"node: joining {address}");
            await host.RunAsync(stop).ConfigureAwait(false);
            Console.WriteLine(stop.IsCancellationRequested ? "node: left; the run goes on without it" : "node: the run has ended");
            return 0;
        });
        return command;
    }
}
