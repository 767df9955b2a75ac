using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.Runs;

/// <summary>Appends the decisions of an asynchronous run to schedule.jsonl.</summary>
/// <remarks>
/// {"recipe":…,"threads":…} once; {"worker":"inference-0","at":120,"add":7} an engine input; {"step":3,"groups":[…],…} a
/// learner step; {"interrupted":"…"} where a replay could not follow.
/// </remarks>
public sealed class ScheduleLog : IDisposable
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly FileStream _file;

    /// <summary>Goes on with the file, or begins one with its conditions.</summary>
    public ScheduleLog(RunDirectory directory, ScheduleConditions conditions)
    {
        _file = new FileStream(directory.Schedule, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        if (_file.Length == 0)
            Write(JsonSerializer.SerializeToUtf8Bytes(conditions, Json));
        else
            Interrupt("the run was stopped and resumed");
    }

    /// <summary>Notes an engine's input.</summary>
    public void Add(string worker, EngineInput input) => Write(JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject { ["worker"] = worker, ["at"] = input.At, [NameOf(input.Kind)] = input.Id }));

    /// <summary>Notes a step.</summary>
    public void Add(ScheduledStep step) => Write(JsonSerializer.SerializeToUtf8Bytes(step, Json));

    /// <summary>Notes that something happened which a replay cannot follow.</summary>
    public void Interrupt(string reason) =>
        Write(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["interrupted"] = reason }));

    /// <summary>Hands everything to the system; returns the file's length.</summary>
    public long Flush()
    {
        _file.Flush();
        return _file.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    internal static string NameOf(EngineInputKind kind) => kind.ToString().ToLowerInvariant();

    private void Write(byte[] json)
    {
        _file.Write(json);
        _file.WriteByte((byte)'\n');
    }
}
