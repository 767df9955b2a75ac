using System.Net;
using OlmoRL.Recipes;

namespace OlmoRL.Cli.Commands;

/// <summary>The address of a run, as a user gives it.</summary>
internal static class SeedAddress
{
    /// <exception cref="RecipeException">It is not IP:PORT.</exception>
    public static void Require(string option, string address)
    {
        if (!IPEndPoint.TryParse(address, out var endpoint) || endpoint.Port == 0)
            throw new RecipeException(option, "", $"{address} is not allowed", "IP:PORT");
    }
}
