namespace OlmoRL.Serving.Http;

/// <summary>A request that is refused; becomes an error object as OpenAI's API has it.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">What is wrong, where, and what is allowed.</param>
/// <param name="parameter">The field, or null.</param>
public sealed class ApiException(int status, string message, string? parameter = null) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The field of the request, or null.</summary>
    public string? Parameter { get; } = parameter;
}
