using OlmoRL.Runs;

namespace OlmoRL.Core.Tests.Runs;

public sealed class HistogramTests
{
    [Fact]
    public void A_value_on_an_edge_is_in_the_bucket_that_begins_there()
    {
        var histogram = new Histogram("area/hist", 0.5, 1);
        double[] values = [0.4, 0.5, 0.9, 1, 7];
        foreach (var value in values)
            histogram.Add(value);
        var metrics = new Dictionary<string, double>();

        histogram.WriteTo(metrics);

        Assert.Equal(new Dictionary<string, double> { ["area/hist/below_0.5"] = 0.2, ["area/hist/from_0.5"] = 0.4, ["area/hist/from_1"] = 0.4 }, metrics);
    }

    [Fact]
    public void Nothing_counted_writes_nothing()
    {
        var histogram = new Histogram("area/hist", 1);
        histogram.Add(0);
        histogram.Clear();
        var metrics = new Dictionary<string, double>();

        histogram.WriteTo(metrics);

        Assert.Empty(metrics);
    }
}
