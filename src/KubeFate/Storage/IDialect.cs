using System.Data.Common;

namespace KubeFate.Storage;

/// <summary>What differs between the databases.</summary>
internal interface IDialect
{
    /// <summary>A closed connection.</summary>
    DbConnection CreateConnection();

    /// <summary>Fits a statement to the database.</summary>
    string Translate(string statement);

    /// <summary>The type of a column, by the word the schema uses for it.</summary>
    string ColumnType(string word);
}
