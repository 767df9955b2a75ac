using OlmoRL.Rollouts;

namespace OlmoRL.Inference;

/// <summary>The prompts in the cache that siblings start from, each under the policy version that computed it.</summary>
/// <remarks>Keys of older weights never serve a prompt that starts under newer ones.</remarks>
internal sealed class SharedPrompts(Func<IReadOnlyList<BlockTable>> newTables)
{
    private readonly Dictionary<(long Group, PolicyVersion Version), IReadOnlyList<BlockTable>> _ready = [];
    private readonly Dictionary<(long Group, PolicyVersion Version), Sequence> _leaders = [];
    private readonly HashSet<long> _completing = [];

    /// <summary>The weights in use.</summary>
    public PolicyVersion Version { get; private set; }

    /// <summary>The blocks of a group's prompt, or null when nobody has computed it yet.</summary>
    public IReadOnlyList<BlockTable>? Find(long group) => _ready.GetValueOrDefault((group, Version));

    /// <summary>Forgets which prompts the last pass completed.</summary>
    public void BeginPass() => _completing.Clear();

    /// <summary>
    /// Whether a sequence must wait for its prompt: a sibling is computing it, or completes it in this pass and the
    /// sequence would copy its last block before that is written.
    /// </summary>
    public bool IsUnderWay(Sequence sequence) =>
        _leaders.ContainsKey((sequence.Request.Key.GroupId, Version))
        || (sequence.SampledCount > 0 && _completing.Contains(sequence.Request.Key.GroupId));

    /// <summary>Whether this sequence computes its group's prompt for all.</summary>
    public bool IsLeader(Sequence sequence) =>
        _leaders.GetValueOrDefault((sequence.Request.Key.GroupId, Version)) == sequence;

    /// <summary>From now on this sequence computes the prompt for its siblings.</summary>
    public void Lead(Sequence sequence) => _leaders[(sequence.Request.Key.GroupId, Version)] = sequence;

    /// <summary>The leader's next pass completes the prompt: siblings may start from its blocks.</summary>
    public void Publish(Sequence leader)
    {
        var key = (leader.Request.Key.GroupId, Version);
        var tables = newTables();
        for (var i = 0; i < tables.Count; i++)
            tables[i].Share(leader.Tables[i], leader.PromptLength - 1, leader.PromptLength);
        _ready[key] = tables;
        _ = _leaders.Remove(key);
        _ = _completing.Add(key.GroupId);
    }

    /// <summary>A leader that lost its place leads no more.</summary>
    public void Abandon(Sequence sequence)
    {
        if (IsLeader(sequence))
            _ = _leaders.Remove((sequence.Request.Key.GroupId, Version));
    }

    /// <summary>Gives back the blocks of a group's prompt.</summary>
    public void Drop(long group)
    {
        _ = _leaders.Remove((group, Version));
        if (_ready.Remove((group, Version), out var tables))
            Clear(tables);
    }

    /// <summary>Gives back the blocks of every prompt whose group does not match; whether there was any.</summary>
    public bool DropAllBut(Func<long, bool> keep)
    {
        var dropped = _ready.Keys.Where(k => !keep(k.Group)).ToArray();
        foreach (var key in dropped)
            Drop(key.Group);
        return dropped.Length > 0;
    }

    /// <summary>Prompts from now on are of this version; what older weights computed is given back.</summary>
    public void Begin(PolicyVersion version)
    {
        foreach (var tables in _ready.Values)
            Clear(tables);
        _ready.Clear();
        _leaders.Clear();
        Version = version;
    }

    private static void Clear(IReadOnlyList<BlockTable> tables)
    {
        foreach (var table in tables)
            table.Clear();
    }
}
