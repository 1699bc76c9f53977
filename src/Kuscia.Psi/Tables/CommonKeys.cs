namespace Kuscia.Psi.Tables;

/// <summary>The keys that both tables hold.</summary>
/// <param name="Keys">Own key numbers, in an order that both parties share.</param>
/// <param name="PartnerRows">How many rows the partner has for each of them; null when every key counts once.</param>
internal sealed record CommonKeys(int[] Keys, int[]? PartnerRows);
