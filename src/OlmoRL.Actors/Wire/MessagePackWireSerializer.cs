using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using MessagePack;

namespace OlmoRL.Actors.Wire;

/// <summary>Akka serializer for every message of <see cref="WireManifest"/>.</summary>
/// <remarks>https://github.com/msgpack/msgpack/blob/master/spec.md; untrusted-data limits are on: a peer is not trusted.</remarks>
public sealed class MessagePackWireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>How messages, and payloads that travel in parts, are written.</summary>
    public static MessagePackSerializerOptions Options { get; } =
        MessagePackSerializerOptions.Standard.WithSecurity(MessagePackSecurity.UntrustedData);

    /// <inheritdoc/>
    public override int Identifier => 140;

    /// <inheritdoc/>
    public override string Manifest(object o)
    {
        ArgumentNullException.ThrowIfNull(o);
        return WireManifest.NameOf(o.GetType());
    }

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return MessagePackSerializer.Serialize(obj.GetType(), obj, Options);
    }

    /// <inheritdoc/>
    /// <exception cref="SerializationException">The name is unknown or the bytes are not that message.</exception>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var type = WireManifest.Find(manifest)
            ?? throw new SerializationException($"no message is called '{manifest}' on this wire");
        try
        {
            return MessagePackSerializer.Deserialize(type, bytes, Options)
                ?? throw new SerializationException($"'{manifest}' carries nothing");
        }
        catch (MessagePackSerializationException malformed)
        {
            throw new SerializationException($"'{manifest}' is malformed", malformed);
        }
    }
}
