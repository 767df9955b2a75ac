using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace OlmoRL.Verification.Sandboxes;

/// <summary>Wire form of what is said to a sandbox's process 1, and the kinds of frame that it answers with.</summary>
/// <remarks>
/// A request is a length (4 bytes, big endian), a JSON header of that length, and the payloads whose lengths it names.
/// A frame is a kind byte, a length, and a body. sandboxes/python/harness/__main__.py is the other side.
/// </remarks>
internal static class SupervisorFrame
{
    public const int PrefixBytes = 5;
    public const byte Output = (byte)'O';
    public const byte Errors = (byte)'S';
    public const byte Report = (byte)'R';
    public const byte End = (byte)'E';

    public static byte[] Plain(string operation) => Join(new JsonObject { ["op"] = operation }, [], []);

    public static byte[] Run(SandboxRequest request)
    {
        var program = Encoding.UTF8.GetBytes(request.Program);
        var input = Encoding.UTF8.GetBytes(request.Test is { } test ? Json(test).ToJsonString() : request.Stdin);
        var header = new JsonObject
        {
            ["op"] = "run",
            ["mode"] = request.Test is null ? "script" : "test",
            ["program"] = program.Length,
            ["input"] = input.Length,
            ["limit"] = request.Limits.Time.TotalSeconds,
            ["memory"] = request.Limits.MemoryBytes,
            ["output"] = request.Limits.OutputBytes,
            ["file"] = request.Limits.FileBytes,
            ["processes"] = request.Limits.ProcessCount,
        };
        return Join(header, program, input);
    }

    private static JsonObject Json(ProgramTest test) => new()
    {
        ["setup"] = test.Setup,
        [test.IsExpression ? "expression" : "code"] = test.Body,
        ["entry"] = test.EntryPoint,
    };

    private static byte[] Join(JsonObject header, byte[] program, byte[] input)
    {
        var text = Encoding.UTF8.GetBytes(header.ToJsonString());
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
        return [.. length, .. text, .. program, .. input];
    }
}
