namespace OlmoRL.Reporting;

/// <summary>The machine that figures were measured on, in a line.</summary>
public static class MachineDescription
{
    /// <summary>Cores, processor, system and runtime.</summary>
    public static string Of()
    {
        var model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        return $"{Environment.ProcessorCount} cores, {model ?? "unknown CPU"}, {Environment.OSVersion}, .NET {Environment.Version}";
    }
}
