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
        var seed = new Option<string[]>("--seed") { Description = "Address of the run: its cluster.host and cluster.port; again for a standby's.", HelpName = "host:port", Required = true };
        var role = new Option<NodeRoles[]>("--role") { Description = "inference, verifier, learner; may be given several times.", Required = true };
        var workers = new Option<int>("--workers") { Description = "Inference workers, one thread each.", DefaultValueFactory = _ => 1 };
        var within = new Option<int>("--join-within") { Description = "Seconds to wait for a run that does not answer.", DefaultValueFactory = _ => 300 };
        var command = new Command("node", "Take part in a run of another process: sample, grade, train. Recipe and --set are the run's.") { recipe, set, seed, role, workers, within };
        command.SetAction(async (parsed, stop) =>
        {
            var (path, addresses, count, seconds) = (parsed.GetValue(recipe)!, parsed.GetValue(seed)!, parsed.GetValue(workers), parsed.GetValue(within));
            foreach (var address in addresses)
                SeedAddress.Require("--seed", address);
            if (count < 1)
                throw new RecipeException("--workers", "", count.ToString(CultureInfo.InvariantCulture), "at least 1");
            if (seconds < 1)
                throw new RecipeException("--join-within", "", seconds.ToString(CultureInfo.InvariantCulture), "at least 1");
            var host = new NodeHost(RecipeLoader.Load<RlvrRecipe>(path, parsed.GetValue(set)!), path, new NodeOptions
            {
                Seeds = addresses,
                Roles = parsed.GetValue(role)!.Aggregate((a, b) => a | b),
                InferenceWorkers = count,
                JoinWithin = TimeSpan.FromSeconds(seconds),
                Say = Console.WriteLine,
            });
            Console.WriteLine($"node: joining {string.Join(" or ", addresses)}");
            await host.RunAsync(stop).ConfigureAwait(false);
            Console.WriteLine(stop.IsCancellationRequested ? "node: left; the run goes on without it" : "node: the run has ended");
            return 0;
        });
        return command;
    }
}
