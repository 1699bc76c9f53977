using System.Net.Sockets;
using Kuscia.Storage.Log;
using Npgsql;

namespace Kuscia.Storage.Dialects.PostgreSql;

/// <summary>What a fault of PostgreSQL means to an operator.</summary>
internal static class PostgreSqlFaults
{
    /// <summary>A sentence that follows the name of the store.</summary>
    public static string Describe(DatastoreEndpoint endpoint, Exception fault)
    {
        string why = (fault as PostgresException)?.MessageText ?? fault.Message.TrimEnd('.').ReplaceLineEndings(" ");
        return fault is PostgresException server ? Describe(endpoint, server.SqlState, why) : Describe(fault, why);
    }

    private static string Describe(Exception fault, string why)
    {
        if (fault is NpgsqlException && fault.InnerException is null && why.Contains("SSL", StringComparison.Ordinal))
        {
            return $"speaks no TLS: {why}; switch it on at the server, or end datastoreEndpoint with ?sslmode=disable";
        }

        string inner = fault.InnerException is SocketException or IOException or TimeoutException ? $" ({fault.InnerException.Message.TrimEnd('.')})" : "";
        return $"does not answer: {why}{inner}; check that the server runs and that the network leads there";
    }

    private static string Describe(DatastoreEndpoint endpoint, string state, string why) => state switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"refuses the account {endpoint.User}: {why}; check user and password in datastoreEndpoint, and pg_hba.conf of the server",
        PostgresErrorCodes.InvalidCatalogName => $"has no database {endpoint.Database}: {why}; create it (CREATE DATABASE {endpoint.Database}), the node makes the table alone",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"refuses a right on the table kine: {why}; GRANT SELECT, INSERT, UPDATE, DELETE ON kine and USAGE ON SEQUENCE kine_id_seq TO {endpoint.User}, and CREATE ON its schema where the node is to make the table",
        PostgresErrorCodes.TooManyConnections => $"has no connection left: {why}; raise max_connections (a node takes up to 9)",
        PostgresErrorCodes.StringDataRightTruncation => $"does not take a value: {why}; a key has at most 630 characters",
        PostgresErrorCodes.DiskFull => $"is full: {why}; make free space on the disk of the server, writes go on by themselves then",
        PostgresErrorCodes.ReadOnlySqlTransaction => $"is read-only: {why}; datastoreEndpoint must lead to the server that takes writes",
        PostgresErrorCodes.LockNotAvailable => $"is held by another writer: {why}; look for a transaction that does not end (pg_stat_activity)",
        PostgresErrorCodes.UniqueViolation => $"has another row with the same key and predecessor: {why}; look for another program that writes to the table kine",
        _ => $"cannot be used: {why}; check that the server runs and has free space",
    };
}
