using OlmoRL.Training.Collectives;
using TorchSharp;
using static TorchSharp.torch;

namespace OlmoRL.Training.Tests.Fakes;

/// <summary>Learners as threads of this process: sums are taken in the order of the ranks.</summary>
internal sealed class ThreadCollective : ICollective
{
    private readonly Exchange _exchange;

    private ThreadCollective(Exchange exchange, int rank, int size) => (_exchange, Rank, Size) = (exchange, rank, size);

    public int Rank { get; }

    public int Size { get; }

    public static ThreadCollective[] Make(int size)
    {
        var exchange = new Exchange(size);
        return [.. Enumerable.Range(0, size).Select(rank => new ThreadCollective(exchange, rank, size))];
    }

    public void Sum(Tensor tensor)
    {
        var all = Trade(tensor.data<float>().ToArray());
        Write(tensor, [.. Enumerable.Range(0, all[0].Length).Select(i => all.Aggregate(0f, (sum, a) => sum + a[i]))]);
    }

    public void Sum(Span<double> numbers)
    {
        var all = Trade(numbers.ToArray());
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = all.Sum(a => a[i]);
    }

    public double Max(double number) => Trade(number).Max();

    public void Gather(Tensor tensor)
    {
        var all = Trade(tensor.data<float>().ToArray());
        Write(tensor, [.. all.SelectMany((numbers, rank) =>
        {
            var (start, length) = new Shard(rank, Size).Of(numbers.Length);
            return numbers.AsSpan((int)start, (int)length).ToArray();
        })]);
    }

    public byte[] Broadcast(byte[]? message) => Trade(message)[0]!;

    public void Dispose() => _exchange.Dispose();

    private static void Write(Tensor tensor, float[] numbers)
    {
        using var guard = no_grad();
        _ = tensor.copy_(torch.tensor(numbers).view(tensor.shape));
    }

    private T[] Trade<T>(T mine)
    {
        _exchange.Slots[Rank] = mine;
        _exchange.Barrier.SignalAndWait();
        T[] all = [.. _exchange.Slots.Cast<T>()];
        _exchange.Barrier.SignalAndWait();
        return all;
    }

    private sealed class Exchange(int size) : IDisposable
    {
        public object?[] Slots { get; } = new object?[size];

        public Barrier Barrier { get; } = new(size);

        public void Dispose() => Barrier.Dispose();
    }
}
