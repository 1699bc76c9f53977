namespace Kuscia.Psi.Protocols;

/// <summary>What a party announces about its table before it learns anything.</summary>
/// <param name="Keys">Distinct keys.</param>
/// <param name="Rows">An upper bound of its rows: the next power of two where row counts will travel, else the number of keys.</param>
internal readonly record struct SetSize(int Keys, long Rows);
