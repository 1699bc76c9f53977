namespace Kuscia.ApiServer.Requests;

/// <summary>How unknown and duplicate fields of a body are treated (query <c>fieldValidation</c>).</summary>
internal enum FieldValidation
{
    /// <summary>Dropped silently.</summary>
    Ignore,

    /// <summary>Dropped with a warning header.</summary>
    Warn,

    /// <summary>Refused.</summary>
    Strict,
}
