namespace Kuscia.Gateway.Routes;

/// <summary>Traffic of <paramref name="Origin"/> to <paramref name="Destination"/> may pass through <paramref name="Via"/>.</summary>
internal readonly record struct TransitModel(string Origin, string Destination, string Via);
