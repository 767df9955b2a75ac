using System.Globalization;
using OlmoRL.Recipes;

namespace OlmoRL.Flows;

/// <summary>Starts a variant of a flow from what one of its stages left: the stages after it, in a folder of their own.</summary>
/// <remarks>Nothing is copied: the fork's flow names the origin's folder, and its first stages take their checkpoints from there.</remarks>
public static class FlowFork
{
    /// <summary>Writes flow.toml of the fork; returns its path.</summary>
    /// <param name="run">Folder of a flow that ran, wholly or in part.</param>
    /// <param name="from">The stage that is kept, or STAGE@STEP for one of its earlier checkpoints.</param>
    /// <param name="directory">The fork's folder; null takes the first free name beside the run.</param>
    /// <exception cref="RecipeException">There is no such run, stage or checkpoint, or nothing comes after it.</exception>
    public static string Write(string run, string from, string? directory)
    {
        run = Path.TrimEndingDirectorySeparator(Path.GetFullPath(run));
        var resolved = Path.Combine(run, FlowRunner.ResolvedFile);
        if (!File.Exists(resolved))
            throw new RecipeException(run, "", $"it has no {FlowRunner.ResolvedFile}", "the folder of a flow that ran");
        var flow = RecipeLoader.Load<FlowRecipe>(resolved);
        var reference = StageReference.TryParse(from);
        var at = flow.Stage.ToList().FindIndex(s => s.Name == reference?.Stage);
        if (at < 0 || !flow.Stage[at].Kind.MakesInput())
            throw new RecipeException(resolved, "--from", $"{from} is no stage to fork from",
                string.Join(", ", flow.Stage.Where(s => s.Kind.MakesInput()).Select(s => s.Name)));
        RequireCheckpoint(resolved, Path.Combine(run, flow.Stage[at].Name), reference!);

        StageSpec[] rest = [.. flow.Stage.Skip(at + 1).Select(s => Redirect(s, reference!))];
        if (rest.Length == 0)
            throw new RecipeException(resolved, "--from", $"no stage comes after {from}", "an earlier stage");
        directory = Path.GetFullPath(directory ?? FreeName(run));
        var fork = new FlowRecipe { Directory = directory, Base = run, Stage = rest };
        _ = Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "flow.toml");
        File.WriteAllText(path, RecipeWriter.ToToml(fork));
        return path;
    }

    private static StageSpec Redirect(StageSpec stage, StageReference to)
    {
        string Follow(string reference) => reference == to.Stage ? to.ToString() : reference;
        return stage with { From = Follow(stage.From), With = stage.With.ToDictionary(w => w.Key, w => Follow(w.Value)) };
    }

    private static void RequireCheckpoint(string file, string stage, StageReference reference)
    {
        if (reference.Step is not { } step)
            return;
        var checkpoints = Path.Combine(stage, "checkpoints");
        if (Directory.Exists(Path.Combine(checkpoints, string.Create(CultureInfo.InvariantCulture, $"step-{step:D6}"))))
            return;
        IEnumerable<string> there = Directory.Exists(checkpoints)
            ? Directory.EnumerateDirectories(checkpoints, "step-??????").Select(d => Path.GetFileName(d)![5..].TrimStart('0')).Order(StringComparer.Ordinal)
            : [];
        throw new RecipeException(file, "--from", $"{reference.Stage} has no checkpoint of step {step}", string.Join(", ", there));
    }

    private static string FreeName(string run) => Enumerable.Range(1, int.MaxValue - 1)
        .Select(i => string.Create(CultureInfo.InvariantCulture, $"{run}-fork-{i}")).First(name => !Directory.Exists(name));
}
