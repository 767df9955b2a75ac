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
    private const string PatchedFolder = "libstdcxx12";
    private static readonly Lock Gate = new();
    private static nint _library; // libtorch_cpu

    /// <summary>Loads the native libraries in dependency order; later calls only set the thread count.</summary>
    /// <param name="threadCount">Intra-op threads of libtorch, process-wide; 0 leaves its default (all cores).</param>
    /// <exception cref="DllNotFoundException">A native file is missing or cannot be loaded.</exception>
    public static void Initialize(int threadCount = 0)
    {
        lock (Gate)
        {
            if (_library == 0)
            {
                NativeMemory.Prepare();
                _library = LoadAll(FindFolder());
            }
        }

        if (threadCount > 0)
            set_num_threads(threadCount);
    }

    /// <summary>A function of libtorch or of a library that it needs, or 0 where it has none of this name.</summary>
    /// <remarks>For what has no C interface: names of the C++ compilers of Linux and macOS, pinned with libtorch's version.</remarks>
    public static nint FindSymbol(string name)
    {
        Initialize();
        return NativeLibrary.TryGetExport(_library, name, out var symbol) ? symbol : 0;
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

    /// <summary>Returns the handle of libtorch_cpu.</summary>
    private static nint LoadAll(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Load(folder, "c10.dll", "torch_cpu.dll", "torch.dll", "LibTorchSharp.dll");
            return NativeLibrary.Load(Path.Combine(folder, "torch_cpu.dll"));
        }

        var suffix = OperatingSystem.IsMacOS() ? "dylib" : "so";
        Load(folder, $"libc10.{suffix}", $"libtorch_cpu.{suffix}");
        if (File.Exists(Path.Combine(folder, "libtorch_cuda.so")))
            Load(folder, "libc10_cuda.so", "libtorch_cuda.so");
        Load(folder, $"libtorch.{suffix}");
        LoadBridge(Path.Combine(folder, $"libLibTorchSharp.{suffix}"));
        var library = NativeLibrary.Load(Path.Combine(folder, $"libtorch_cpu.{suffix}"));
        ScriptExecutor.DisableProfiling(library);
        return library;
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

    /// <summary>Beside the original, or where that folder cannot be written, below the temporary folder.</summary>
    private static string PatchedCopy(string path)
    {
        var bytes = File.ReadAllBytes(path);
        _ = ElfVersionNeeds.Weaken(bytes, NewerLibstdcxx);
        try
        {
            return WriteOnce(Path.Combine(Path.GetDirectoryName(path)!, PatchedFolder, Path.GetFileName(path)), bytes);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            return WriteOnce(Path.Combine(Path.GetTempPath(), "olmorl", PatchedFolder, Path.GetFileName(path)), bytes);
        }
    }

    private static string WriteOnce(string patched, byte[] bytes)
    {
        if (File.Exists(patched) && File.ReadAllBytes(patched).AsSpan().SequenceEqual(bytes))
            return patched;
        _ = Directory.CreateDirectory(Path.GetDirectoryName(patched)!);
        var temporary = $"{patched}.{Environment.ProcessId}";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, patched, overwrite: true);
        return patched;
    }
}
