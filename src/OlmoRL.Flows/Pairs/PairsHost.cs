using System.Globalization;
using System.Text.Json;
using OlmoRL.Actors.Hosting;
using OlmoRL.Data.Rows;
using OlmoRL.Recipes;
using OlmoRL.Runs;
using OlmoRL.Verification;

namespace OlmoRL.Flows.Pairs;

/// <summary>How a pairs run ended.</summary>
/// <param name="Completed">False when it was stopped on request; finished parts are kept.</param>
/// <param name="Summary">One line.</param>
public sealed record PairsOutcome(bool Completed, string Summary);

/// <summary>Runs a pairs recipe: part by part the strong model samples, then the weak one, and each prompt makes a row or says why not.</summary>
/// <remarks>A part's draws derive from its number, so it does not matter where a run stopped.</remarks>
public sealed class PairsHost
{
    private readonly PairsRecipe _recipe;
    private readonly VerifierRegistry _verifiers;
    private readonly PairsModel _strong;
    private readonly PairsModel? _weak;

    /// <summary>Checks all that the recipe needs before any work starts.</summary>
    /// <exception cref="RecipeException">A file is missing, or a value contradicts a checkpoint.</exception>
    public PairsHost(PairsRecipe recipe, string recipePath)
    {
        _recipe = recipe;
        _strong = PairsModel.Open(recipe, recipe.Strong, recipe.StrongEndpoint, recipePath);
        var weak = recipe.Weak.Length > 0 ? recipe.Weak : recipe.WeakEndpoint.Url.Length > 0 ? recipe.Strong : "";
        _weak = weak.Length > 0 ? PairsModel.Open(recipe, weak, recipe.WeakEndpoint, recipePath) : null;
        _verifiers = VerifierPreflight.Open(recipe.Reward, recipePath, _strong.Prompts.VerifierNames);
    }

    /// <summary>Prompts times models.</summary>
    public int GroupCount => _recipe.Prompts * (_weak is null ? 1 : 2);

    private int PartCount => (_recipe.Prompts + _recipe.PartSize - 1) / _recipe.PartSize;

    /// <summary>Runs to the end, or until <paramref name="stop"/> asks it to finish the part.</summary>
    /// <param name="progress">Told how many of <see cref="GroupCount"/> are done.</param>
    /// <param name="resume">Keep the parts that this very recipe made before.</param>
    public async Task<PairsOutcome> RunAsync(IProgress<int> progress, bool resume, CancellationToken stop)
    {
        await using var verifiers = _verifiers.ConfigureAwait(false);
        var directory = new RunDirectory(_recipe.Directory);
        await File.WriteAllTextAsync(directory.ResolvedRecipe, RecipeWriter.ToToml(_recipe), CancellationToken.None).ConfigureAwait(false);
        var resolved = RecipeWriter.ToToml(_recipe with { Directory = "" });
        string[] data = _recipe.Data.Path.Length > 0 ? [_recipe.Data.Path] : [.. _recipe.Data.Source.SelectMany(s => RowFiles.Of(s.Path))];
        var provenance = Provenance.Of("pairs", parent: null, resolved, data) with
        {
            Sources = [_strong.Source("strong"), .. _weak is null ? [] : new[] { _weak.Source("weak") }],
        };
        Prepare(directory.Root, string.Join('|', [resolved, .. provenance.Sources.Select(s => s.Digest), .. provenance.DataDigests.Values]), resume);
        if (!await SamplePartsAsync(directory.Root, progress, stop).ConfigureAwait(false))
            return new PairsOutcome(false, "stopped");
        var report = Gather(directory.Root, new PairsPart(provenance.Sources[0].Digest, provenance.Sources.ElementAtOrDefault(1)?.Digest));
        (provenance with { Step = report.Kept }).Write(directory.Root);
        return new PairsOutcome(true, string.Create(CultureInfo.InvariantCulture,
            $"{report.Kept} rows of {report.Prompts} prompts ({string.Join(", ", report.Fates.Where(f => f.Key != PairFate.Kept).Select(f => $"{f.Value} {JsonNamingPolicy.SnakeCaseLower.ConvertName(f.Key.ToString())}"))})"));
    }

    /// <summary>Removes parts of anything else.</summary>
    private static void Prepare(string root, string origin, bool resume)
    {
        var (path, digest) = (Path.Combine(root, PairsFiles.Origin), ContentDigest.OfText(origin));
        var folder = Path.GetDirectoryName(path)!;
        if (Directory.Exists(folder) && (!resume || !File.Exists(path) || File.ReadAllText(path) != digest))
            Directory.Delete(folder, recursive: true);
        File.Delete(Path.Combine(root, PairsFiles.Rows));
        _ = Directory.CreateDirectory(folder);
        File.WriteAllText(path, digest);
    }

    private async Task<bool> SamplePartsAsync(string root, IProgress<int> progress, CancellationToken stop)
    {
        int[] missing = [.. Enumerable.Range(0, PartCount).Where(p => !File.Exists(Path.Combine(root, PairsFiles.Part(p))))];
        if (missing.Length == 0)
            return true;
        using var strong = _strong.Load(_verifiers);
        using var weak = _weak?.Load(_verifiers);
        var done = (PartCount - missing.Length) * _recipe.PartSize * (_weak is null ? 1 : 2);
        foreach (var part in missing)
        {
            if (stop.IsCancellationRequested)
                return false;
            var places = Enumerable.Range(part * _recipe.PartSize, Math.Min(_recipe.PartSize, _recipe.Prompts - part * _recipe.PartSize)).ToArray();
            Progress Counted()
            {
                var before = done;
                done += places.Length;
                return new Progress(count => progress.Report(before + count));
            }

            var best = await _strong.SampleAsync(strong, places, _recipe.StrongSamples, part, "strong", Counted()).ConfigureAwait(false);
            var worst = weak is null ? null
                : await _weak!.SampleAsync(weak, places, _recipe.WeakSamples, part, "weak", Counted()).ConfigureAwait(false);
            var selector = new PairSelector(_recipe.Selection, _recipe.MinChosenReward, _recipe.MaxLengthDifference);
            PairsPart.Write(Path.Combine(root, PairsFiles.Part(part)), places.Select((_, i) => new PartEntry(
                best[i].Prompt.ItemId, _strong.PromptAsRead(best[i].Prompt), selector.Choose(best[i].Rollouts, worst?[i].Rollouts))));
        }

        return true;
    }

    private PairsReport Gather(string root, PairsPart rows)
    {
        var entries = Enumerable.Range(0, PartCount).SelectMany(p => PairsPart.Read(Path.Combine(root, PairsFiles.Part(p))));
        var choices = new List<PairChoice>();
        var path = Path.Combine(root, PairsFiles.Rows);
        using (var file = new StreamWriter(path + ".tmp"))
        {
            foreach (var entry in entries)
            {
                choices.Add(entry.Choice);
                if (entry.Choice.Fate == PairFate.Kept)
                    file.Write(rows.Row(entry) + "\n");
            }
        }

        var report = PairsReport.Of(choices);
        report.Write(Path.Combine(root, PairsFiles.Report));
        File.Move(path + ".tmp", path, overwrite: true);
        return report;
    }

    /// <summary>Reports on the thread that counts, unlike <see cref="Progress{T}"/>, so that counts arrive in order.</summary>
    private sealed class Progress(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
