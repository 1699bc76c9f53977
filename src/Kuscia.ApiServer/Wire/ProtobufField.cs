namespace Kuscia.ApiServer.Wire;

/// <summary>How a field repeats.</summary>
internal enum ProtobufShape
{
    /// <summary>One value; of several the last counts.</summary>
    Single,

    /// <summary>A JSON array.</summary>
    List,

    /// <summary>A JSON object with text keys.</summary>
    Map,
}

/// <summary>One field of a message.</summary>
/// <param name="Member">JSON member; <c>~</c> puts the members of the message into the owner.</param>
/// <param name="Type">Scalar, special or message name.</param>
/// <param name="Shape">How the field repeats.</param>
/// <param name="DropZero">True when JSON leaves the member out at zero.</param>
internal sealed record ProtobufField(string Member, string Type, ProtobufShape Shape, bool DropZero);
