using OlmoRL.Serving.Generation;
using Prometheus;

namespace OlmoRL.Serving.Http;

/// <summary>What /metrics shows.</summary>
public sealed class ServerMetrics
{
    private readonly Counter _answers;
    private readonly Counter _left;
    private readonly Counter _refused;

    /// <summary>Metrics of one server; the engine's are read when they are asked for.</summary>
    public ServerMetrics(GenerationLoop loop)
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(Registry);
        _answers = factory.CreateCounter("olmorl_answers_total", "Answers that came to their end.", "finish_reason");
        _left = factory.CreateCounter("olmorl_clients_left_total", "Requests whose client left before the end.");
        _refused = factory.CreateCounter("olmorl_requests_refused_total", "Requests that were refused.", "status");
        var running = factory.CreateGauge("olmorl_sequences_running", "Sequences in a slot.");
        var waiting = factory.CreateGauge("olmorl_sequences_waiting", "Sequences that wait for a slot.");
        var blocks = factory.CreateGauge("olmorl_cache_blocks_used", "Cache blocks in use.");
        var tokens = factory.CreateCounter("olmorl_tokens_sampled_total", "Tokens sampled.");
        var steps = factory.CreateCounter("olmorl_engine_steps_total", "Engine steps.");
        var preemptions = factory.CreateCounter("olmorl_preemptions_total", "Times a sequence lost its blocks to an older one.");
        Registry.AddBeforeCollectCallback(() =>
        {
            var status = loop.Status;
            running.Set(status.Running);
            waiting.Set(status.Waiting);
            blocks.Set(status.UsedBlocks);
            tokens.IncTo(status.Tokens);
            steps.IncTo(status.Steps);
            preemptions.IncTo(status.Preemptions);
        });
    }

    /// <summary>Where they are registered.</summary>
    public CollectorRegistry Registry { get; } = Prometheus.Metrics.NewCustomRegistry();

    /// <summary>Counts answers that came to their end.</summary>
    public void Answered(IEnumerable<ChoiceState> choices)
    {
        foreach (var choice in choices)
            _answers.WithLabels(choice.FinishReason ?? "none").Inc();
    }

    /// <summary>Counts a client that left.</summary>
    public void ClientLeft() => _left.Inc();

    /// <summary>Counts a refusal.</summary>
    public void Refused(int status) => _refused.WithLabels(status.ToString(System.Globalization.CultureInfo.InvariantCulture)).Inc();
}
