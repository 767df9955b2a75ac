using System.Reflection;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace OlmoRL.Models.Native;

/// <summary>Loads libtorch once per process, and sets its thread count. Call before any tensor code.</summary>
/// <remarks>
/// Only processes that compute with tensors call this; a verifier node never loads libtorch. The files come from
/// native/ beside a published program, else from the one folder that the build links (see TorchNatives.targets).
/// </remarks>
public static class TorchRuntime
{
    private const string NewerLibstdcxx = "GLIBCXX_3.4.32";
    private static readonly Lock Gate = new();
    private static bool _loaded;

    /// <summary>Loads the native libraries in dependency order; later calls only set the thread count.</summary>
    /// <param name="threadCount">Intra-op threads of libtorch, process-wide; 0 leaves its default (all cores).</param>
    /// <exception cref="DllNotFoundException">A native file is missing or cannot be loaded.</exception>
    public static void Initialize(int threadCount = 0)
    {
        lock (Gate)
        {
            if (!_loaded)
            {
                LoadAll(FindFolder());
                _loaded = true;
            }
        }

        if (threadCount > 0)
            set_num_threads(threadCount);
    }

    private static string FindFolder()
    {
        var published = Path.Combine(AppContext.BaseDirectory, "native");
        if (Directory.Exists(published))
            return published;
        var linked = typeof(TorchRuntime).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "TorchNativeFolder").Value!;
        return Directory.Exists(linked)
            ? linked
            : throw new DllNotFoundException($"libtorch is neither in {published} nor in {linked}: build OlmoRL again");
    }

    private static void LoadAll(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Load(folder, "c10.dll", "torch_cpu.dll", "torch.dll", "LibTorchSharp.dll");
        }
        else if (OperatingSystem.IsMacOS())
        {
            Load(folder, "libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib", "libLibTorchSharp.dylib");
        }
        else
        {
            Load(folder, "libc10.so", "libtorch_cpu.so");
            if (File.Exists(Path.Combine(folder, "libtorch_cuda.so")))
                Load(folder, "libc10_cuda.so", "libtorch_cuda.so");
            Load(folder, "libtorch.so");
            LoadBridge(Path.Combine(folder, "libLibTorchSharp.so"));
        }
    }

    private static void Load(string folder, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            NativeLibrary.Load(Path.Combine(folder, name));
    }

    /// <summary>Loads TorchSharp's own library; where libstdc++ is older than it asks for, a patched copy of it.</summary>
    private static void LoadBridge(string path)
    {
        try
        {
            NativeLibrary.Load(path);
        }
        catch (DllNotFoundException refused) when (refused.Message.Contains(NewerLibstdcxx, StringComparison.Ordinal))
        {
            NativeLibrary.Load(PatchedCopy(path));
        }
    }

    private static string PatchedCopy(string path)
    {
        var patched = Path.Combine(Path.GetDirectoryName(path)!, "libstdcxx12", Path.GetFileName(path));
        if (File.Exists(patched))
            return patched;
        var bytes = File.ReadAllBytes(path);
        _ = ElfVersionNeeds.Weaken(bytes, NewerLibstdcxx);
        Directory.CreateDirectory(Path.GetDirectoryName(patched)!);
        var temporary = $"{patched}.{Environment.ProcessId}";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, patched, overwrite: true);
        return patched;
    }
}
