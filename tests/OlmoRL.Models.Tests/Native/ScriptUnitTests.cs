using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Models.Tests.Native;

public sealed class ScriptUnitTests
{
    private static readonly ScriptUnit Unit = new("""
        def affine(x: Tensor, factor: float, offset: int, negate: bool) -> Tensor:
            y = x * factor + offset
            return -y if negate else y

        def parts(x: Tensor) -> List[Tensor]:
            return [x[0], x[1]]
        """);

    [Fact]
    public void Numbers_reach_the_function_with_their_types()
    {
        using var x = tensor(new[] { 1f, 2f });

        using var y = Unit.Invoke<Tensor>("affine", x, 0.5, 3, true);

        Assert.Equal([-3.5f, -4f], y.data<float>().ToArray());
    }

    [Fact]
    public void A_list_comes_back_as_an_array()
    {
        using var x = tensor(new[] { 1f, 2f });

        var parts = Unit.Invoke<Tensor[]>("parts", x);

        Assert.Equal([1f, 2f], parts.Select(p => p.item<float>()));
    }

    [Fact]
    public async Task Numbers_live_until_the_function_returns_whatever_the_garbage_collector_does()
    {
        using var stop = new CancellationTokenSource();
        var garbage = Task.Run(() =>
        {
            var kept = new List<object>();
            while (!stop.IsCancellationRequested)
            {
                kept.Add(new byte[1000]);
                if (kept.Count > 10_000)
                    kept.Clear();
            }
        });

        using (var x = tensor(new[] { 1f }))
        {
            for (var i = 0; i < 50_000; i++)
            {
                using var y = Unit.Invoke<Tensor>("affine", x, 0.5, 3, false);
                Assert.Equal(3.5f, y.item<float>());
            }
        }

        await stop.CancelAsync();
        await garbage;
    }
}
