namespace OlmoRL.Training.Kernels;

/// <summary>Rows in a fixed number of shares, so that what is summed over rows does not depend on the number of threads.</summary>
internal static class RowShares
{
    /// <summary>Shares of a kernel call.</summary>
    public const int Count = 16;

    /// <summary>Calls the body with each share: its index, its first row and the end of its rows.</summary>
    public static void For(int rows, Action<int, int, int> body) =>
        TorchTeam.For(Count, share => body(share, Begin(rows, share), Begin(rows, share + 1)));

    private static int Begin(int rows, int share) => (int)((long)rows * share / Count);
}
