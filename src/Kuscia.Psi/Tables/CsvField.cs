namespace Kuscia.Psi.Tables;

/// <summary>Where a field lies inside its record.</summary>
/// <param name="Start">Offset of the value from the start of the record.</param>
/// <param name="Length">Length of the value, without the surrounding quotes.</param>
/// <param name="Quoted">True when the value stands in quotes.</param>
/// <param name="HasEscapes">True when the value holds doubled quotes.</param>
internal readonly record struct CsvField(int Start, int Length, bool Quoted, bool HasEscapes);
