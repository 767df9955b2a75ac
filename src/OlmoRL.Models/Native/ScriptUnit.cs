using TorchSharp;
using static TorchSharp.torch;

namespace OlmoRL.Models.Native;

/// <summary>TorchScript functions, compiled at first use.</summary>
/// <remarks>
/// TorchSharp wraps a number argument in a native scalar that only a temporary object owns: the garbage collector may
/// free it while the function runs. Here such scalars live until the function has returned.
/// </remarks>
public sealed class ScriptUnit(string source)
{
    private readonly Lazy<jit.CompilationUnit> _unit = new(() => jit.compile(source + "\n"));

    /// <summary>Calls a function with tensors, tensor lists, and numbers.</summary>
    /// <typeparam name="TResult">Tensor, Tensor[] for a list, or object for nothing.</typeparam>
    public TResult Invoke<TResult>(string function, params object[] arguments)
    {
        var scalars = new Scalar?[arguments.Length];
        try
        {
            for (var i = 0; i < arguments.Length; i++)
            {
                scalars[i] = arguments[i] switch
                {
                    double value => value,
                    int value => value,
                    long value => value,
                    bool value => value,
                    _ => null,
                };
                if (scalars[i] is { } scalar)
                    arguments[i] = scalar;
            }

#pragma warning disable RS0030 // the one place that may: the scalars are ours
            return (TResult)_unit.Value.invoke(function, arguments)!;
#pragma warning restore RS0030
        }
        finally
        {
            foreach (var scalar in scalars)
                scalar?.Dispose();
            GC.KeepAlive(arguments);
        }
    }
}
