using MessagePack;
using OlmoRL.Actors.Wire;
using OlmoRL.Flow;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Workers;

/// <summary>What a resumed run starts from.</summary>
/// <param name="Folder">The snapshot; the learner reads its own state from it.</param>
/// <param name="State">Where the run was.</param>
/// <param name="Groups">What was under way.</param>
internal sealed record ResumedRun(string Folder, RunState State, IReadOnlyList<LiveGroup> Groups);

/// <summary>The coordinator's share of a snapshot folder.</summary>
internal static class Snapshots
{
    private const string LiveFile = "live.msgpack";

    /// <summary>Writes state and live groups.</summary>
    public static void Write(string folder, RunState state, IReadOnlyList<LiveGroup> groups)
    {
        File.WriteAllBytes(Path.Combine(folder, LiveFile), MessagePackSerializer.Serialize(groups, MessagePackWireSerializer.Options));
        state.Write(folder);
    }

    /// <summary>Reads a snapshot whose seal is whole.</summary>
    /// <exception cref="InvalidDataException">A file is missing, damaged or malformed.</exception>
    public static ResumedRun Read(string folder)
    {
        SnapshotSeal.Verify(folder);
        var path = Path.Combine(folder, LiveFile);
        try
        {
            var groups = MessagePackSerializer.Deserialize<LiveGroup[]>(File.ReadAllBytes(path), MessagePackWireSerializer.Options);
            return new ResumedRun(folder, RunState.Read(folder), groups);
        }
        catch (Exception broken) when (broken is MessagePackSerializationException or FileNotFoundException)
        {
            throw new InvalidDataException($"{path}: {broken.Message}");
        }
    }
}
