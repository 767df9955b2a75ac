using static TorchSharp.torch;

namespace OlmoRL.Training.Losses;

/// <summary>Which trained token is of which response, for means over a response.</summary>
public sealed class ResponseIndex
{
    private readonly Tensor _response; // int64, [trained]
    private readonly Tensor _lengths; // [responses]

    /// <summary>Numbers the responses of a batch anew; the tensors live in the caller's dispose scope.</summary>
    /// <param name="responses">Sample of each trained token, [trained]; tokens of one sample need not be neighbours.</param>
    /// <param name="like">Gives device and type.</param>
    public ResponseIndex(ReadOnlySpan<int> responses, Tensor like)
    {
        var places = new Dictionary<int, long>();
        var index = new long[responses.Length];
        for (var i = 0; i < responses.Length; i++)
        {
            if (!places.TryGetValue(responses[i], out var place))
                places[responses[i]] = place = places.Count;
            index[i] = place;
        }

        var lengths = new double[places.Count];
        foreach (var place in index)
            lengths[place]++;
        _response = tensor(index, device: like.device);
        _lengths = tensor(lengths, dtype: like.dtype, device: like.device);
    }

    /// <summary>The mean of a response's tokens, at each of its tokens: [trained] to [trained], with gradient.</summary>
    public Tensor Mean(Tensor values)
    {
        var sums = zeros_like(_lengths).index_add(0, _response, values, 1);
        return (sums / _lengths).index_select(0, _response);
    }
}
