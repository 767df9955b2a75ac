namespace OlmoRL.Runs;

/// <summary>Writes a text file that is there whole or as it was before.</summary>
public static class WholeFile
{
    /// <summary>Writes beside the file, then takes its name.</summary>
    public static void Write(string path, string text)
    {
        File.WriteAllText(path + ".tmp", text);
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
