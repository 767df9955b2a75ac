using System.Runtime.CompilerServices;
using OlmoRL.Models.Native;

namespace OlmoRL.Tasks.Tests;

internal static class TorchSetup
{
    [ModuleInitializer]
    internal static void Load() => TorchRuntime.Initialize(1);
}
