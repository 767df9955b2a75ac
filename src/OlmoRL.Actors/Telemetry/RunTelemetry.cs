using OlmoRL.Recipes;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OlmoRL.Actors.Telemetry;

/// <summary>Sends a run's metrics and traces to a collector (OTLP over HTTP) until it is disposed, which sends the rest.</summary>
public sealed class RunTelemetry : IDisposable
{
    private const int MetricsEvery = 5_000; // milliseconds
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private RunTelemetry(TelemetrySpec spec, string run)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("olmorl", serviceInstanceId: run);
        void Configure(OtlpExporterOptions options, string signal)
        {
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
            options.Endpoint = new Uri($"{spec.Endpoint.TrimEnd('/')}/v1/{signal}");
        }

        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(GroupTraces.SourceName)
            .AddOtlpExporter(options => Configure(options, "traces")).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(TelemetryMetricSink.MeterName)
            .AddOtlpExporter((options, reader) =>
            {
                Configure(options, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = MetricsEvery;
            }).Build();
    }

    /// <summary>Starts sending; null where the recipe names no collector.</summary>
    public static RunTelemetry? Start(TelemetrySpec spec, string run) => spec.Endpoint.Length == 0 ? null : new RunTelemetry(spec, run);

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }
}
