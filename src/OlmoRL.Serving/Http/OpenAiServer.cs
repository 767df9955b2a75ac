using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace OlmoRL.Serving.Http;

/// <summary>How a server listens.</summary>
public sealed record ServerOptions
{
    /// <summary>An address of this machine; loopback unless told otherwise.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>What clients must send as bearer token; null asks for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>What it takes at once.</summary>
    public ServerLimits Limits { get; init; } = new();
}

/// <summary>An HTTP server with the completions and chat completions of OpenAI's API over one model.</summary>
public sealed class OpenAiServer : IAsyncDisposable
{
    /// <summary>How long answers under way may take after a stop was asked for.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;

    private OpenAiServer(WebApplication app) => _app = app;

    /// <summary>Where it listens, as http://address:port.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<OpenAiServer> StartAsync(ServedModel model, ServerOptions options, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Limits.BodyBytes;
            kestrel.Listen(options.Address, options.Port);
        });
        _ = builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain);
        var app = builder.Build();
        var metrics = new ServerMetrics(model.Loop);
        _ = app.Use((context, next) => GuardAsync(context, next, options.ApiKey, metrics));
        var answers = new AnswerHandler(model, options.Limits, metrics);
        _ = app.MapPost("/v1/completions", context => answers.HandleAsync(context, chat: false));
        _ = app.MapPost("/v1/chat/completions", context => answers.HandleAsync(context, chat: true));
        _ = app.MapGet("/v1/models", () => Results.Text(Models(model).ToJsonString(), "application/json"));
        _ = app.MapGet("/health", () => model.Loop.Fault is null ? Results.Ok() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
        _ = app.MapMetrics("/metrics", metrics.Registry);
        await app.StartAsync(stop).ConfigureAwait(false);
        return new OpenAiServer(app);
    }

    /// <summary>Takes no further request, lets those under way end, and stops.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static JsonObject Models(ServedModel model) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray(new JsonObject
        {
            ["id"] = model.Name,
            ["object"] = "model",
            ["created"] = 0,
            ["owned_by"] = "olmorl",
            ["max_model_len"] = model.MaxLength,
        }),
    };

    /// <summary>Checks the key, and turns refusals and faults into error objects.</summary>
    private static async Task GuardAsync(HttpContext context, Func<Task> next, string? apiKey, ServerMetrics metrics)
    {
        try
        {
            if (apiKey is not null && context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal) && !HasKey(context, apiKey))
                throw new ApiException(StatusCodes.Status401Unauthorized, "the API key is missing or wrong");
            await next().ConfigureAwait(false);
        }
        catch (ApiException refused)
        {
            metrics.Refused(refused.Status);
            await ErrorAsync(context, refused.Status, refused.Message, refused.Parameter).ConfigureAwait(false);
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            metrics.Refused(StatusCodes.Status500InternalServerError);
            await ErrorAsync(context, StatusCodes.Status500InternalServerError, fault.Message, null).ConfigureAwait(false);
        }
    }

    private static bool HasKey(HttpContext context, string apiKey) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Bearer {apiKey}"));

    private static Task ErrorAsync(HttpContext context, int status, string message, string? parameter)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["message"] = message,
                ["type"] = status switch { 401 => "authentication_error", 429 => "rate_limit_error", >= 500 => "server_error", _ => "invalid_request_error" },
                ["param"] = parameter,
                ["code"] = null,
            },
        }.ToJsonString());
    }
}
