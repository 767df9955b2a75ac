using System.Runtime.Intrinsics;

namespace OlmoRL.Training.Kernels;

/// <summary>Hides what a query must not see from a tile of scores: later keys, and those before its window.</summary>
internal static unsafe class TileMask
{
    /// <summary>Stands for minus infinity; finite, so that a row without any key yields numbers.</summary>
    public const float Hidden = -1e30f;

    /// <summary>Overwrites hidden scores.</summary>
    /// <param name="scores">[keys, 64], a column for each query.</param>
    /// <param name="firstKey">Position of the first row's key.</param>
    /// <param name="keys">Rows.</param>
    /// <param name="firstQuery">Position of the first column's query.</param>
    /// <param name="window">Keys a query sees, itself included; 0 sees all before it.</param>
    public static void Apply(float* scores, int firstKey, int keys, int firstQuery, int window)
    {
        const int LastQuery = TileShape.Queries - 1;
        var reach = window == 0 ? int.MaxValue : window;
        for (var row = 0; row < keys; row++)
        {
            var key = firstKey + row;
            if (key <= firstQuery && firstQuery + LastQuery - key < reach)
                continue;
            for (var column = 0; column < TileShape.Queries; column += BFloats.Width)
            {
                var age = Vector512.Create(firstQuery + column - key) + Vector512<int>.Indices;
                var seen = Vector512.GreaterThanOrEqual(age, Vector512<int>.Zero) & Vector512.LessThan(age, Vector512.Create(reach));
                var at = scores + row * TileShape.Queries + column;
                Vector512.ConditionalSelect(seen.AsSingle(), Vector512.Load(at), Vector512.Create(Hidden)).Store(at);
            }
        }
    }
}
