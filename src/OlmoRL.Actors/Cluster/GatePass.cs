using OlmoRL.Actors.Messages;

namespace OlmoRL.Actors.Cluster;

/// <summary>What run and node must have in common.</summary>
/// <param name="CodeVersion">Of the program.</param>
/// <param name="RecipeDigest">See <see cref="JoinNode"/>.</param>
/// <param name="RunId">See <see cref="StandBy"/>.</param>
internal sealed record GatePass(string CodeVersion, string RecipeDigest, string RunId)
{
    /// <summary>Why another may not take part; null when it may.</summary>
    public string? Refusal(string codeVersion, string recipeDigest) =>
        codeVersion != CodeVersion ? $"the run is of OlmoRL {CodeVersion}, the node of {codeVersion}"
        : recipeDigest != RecipeDigest ? $"the node's recipe, config or tokenizer differs from the run's ({recipeDigest} is not {RecipeDigest})"
        : null;

    /// <summary>Why another may not write into the run's folder; null when it may.</summary>
    public string? FolderRefusal(string runId) => runId == RunId ? null : "its run folder is not the run's: both must see the same storage";
}
