using System.Text;

namespace OlmoRL.Actors.Cluster;

/// <summary>Says where a version's file lies, so that a process on the same machine reads it in place and nothing is sent.</summary>
/// <remarks>
/// Machines are told apart by the identifier that Linux draws at each start. A container shares it and may see other files under the
/// same name: what is found is compared with the announced digest like any other file.
/// </remarks>
internal static class SharedFile
{
    private const string Boot = "/proc/sys/kernel/random/boot_id";
    private static readonly string Machine = File.Exists(Boot) ? File.ReadAllText(Boot).Trim() : "";

    /// <summary>What a server answers.</summary>
    public static byte[] Describe(string path) => Encoding.UTF8.GetBytes($"{Machine}\n{Path.GetFullPath(path)}");

    /// <summary>The file that an answer describes; null when it is not to be had here.</summary>
    public static string? Find(ReadOnlySpan<byte> answer) =>
        Machine.Length > 0 && Encoding.UTF8.GetString(answer).Split('\n') is [var machine, var path] && machine == Machine && File.Exists(path) ? path : null;
}
