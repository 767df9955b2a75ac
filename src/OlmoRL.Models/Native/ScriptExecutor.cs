using System.Runtime.InteropServices;

namespace OlmoRL.Models.Native;

/// <summary>Makes TorchScript compute a function alike at its first call and at its thousandth.</summary>
/// <remarks>
/// By default it watches the first calls and then rewrites the function for the shapes it saw, which changes gradients in
/// their last bits: a resumed run, whose process is young, would not end with the bytes of an uninterrupted one. There is
/// no C interface for the switch; the name is that of torch::jit::getProfilingMode(), which returns a reference to it.
/// </remarks>
internal static class ScriptExecutor
{
    private const string ProfilingMode = "_ZN5torch3jit16getProfilingModeEv";

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint GetSwitch();

    /// <summary>Turns the rewriting off, process-wide, where the library has the symbol (Linux, macOS).</summary>
    public static void DisableProfiling(nint torchLibrary)
    {
        if (NativeLibrary.TryGetExport(torchLibrary, ProfilingMode, out var symbol))
            Marshal.WriteByte(Marshal.GetDelegateForFunctionPointer<GetSwitch>(symbol)(), 0);
    }
}
