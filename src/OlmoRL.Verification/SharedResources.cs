namespace OlmoRL.Verification;

/// <summary>Resources that several verifiers use, each made once; disposed in reverse order.</summary>
public sealed class SharedResources : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<((string Key, Type Type) Name, object Resource)> _made = [];

    /// <summary>The resource of a key and type.</summary>
    public T Get<T>(string key, Func<T> make)
        where T : class
    {
        lock (_gate)
        {
            foreach (var (name, resource) in _made)
            {
                if (name == (key, typeof(T)))
                    return (T)resource;
            }

            var made = make();
            _made.Add(((key, typeof(T)), made));
            return made;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        for (var i = _made.Count - 1; i >= 0; i--)
            await DisposeAsync(_made[i].Resource).ConfigureAwait(false);
        _made.Clear();
    }

    internal static async ValueTask DisposeAsync(object owner)
    {
        if (owner is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync().ConfigureAwait(false);
        else
            (owner as IDisposable)?.Dispose();
    }
}
