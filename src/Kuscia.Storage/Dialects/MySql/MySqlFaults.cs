using Kuscia.Storage.Log;
using MySqlConnector;

namespace Kuscia.Storage.Dialects.MySql;

/// <summary>What a fault of MySQL or MariaDB means to an operator.</summary>
internal static class MySqlFaults
{
    // Numbers that the connector has no names for.
    private const int ErrorWritingFile = 3;
    private const int DiskFull = 1021;
    private const int TableFull = 1114;
    private const int OutOfSpace = 1041;
    private const int ReadOnly = 1290;
    private const int ReadOnlyTable = 1036;
    private const int ReadOnlyMode = 1836;

    /// <summary>A sentence that follows the name of the store.</summary>
    public static string Describe(DatastoreEndpoint endpoint, Exception fault)
    {
        string why = fault.Message.TrimEnd('.').ReplaceLineEndings(" ");
        return fault is not MySqlException server
            ? $"does not answer: {why}; check that the server runs and that the network leads there"
            : server.ErrorCode switch
            {
                MySqlErrorCode.UnableToConnectToHost => $"does not answer: {why}; check that the server runs and that the network leads there",
                MySqlErrorCode.AccessDenied =>
                    $"refuses the account {endpoint.User}: {why}; check user and password in datastoreEndpoint, and that the account may come from this address",
                MySqlErrorCode.DatabaseAccessDenied =>
                    $"does not let {endpoint.User} into the database {endpoint.Database}: {why}; GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, INDEX ON {endpoint.Database}.* TO it",
                MySqlErrorCode.UnknownDatabase => $"has no database {endpoint.Database}: {why}; create it (CREATE DATABASE {endpoint.Database}), the node makes the table alone",
                MySqlErrorCode.TableAccessDenied or MySqlErrorCode.ColumnAccessDenied =>
                    $"refuses a right on the table kine: {why}; GRANT SELECT, INSERT, UPDATE, DELETE ON {endpoint.Database}.kine TO {endpoint.User}, and CREATE, INDEX where the node is to make the table",
                MySqlErrorCode.ConnectionCountError or MySqlErrorCode.TooManyUserConnections => $"has no connection left: {why}; raise max_connections (a node takes up to 9)",
                MySqlErrorCode.DuplicateKeyEntry =>
                    $"has a row that differs from the new one in upper and lower case only: {why}; ALTER TABLE kine MODIFY name VARCHAR(630) CHARACTER SET ascii COLLATE ascii_bin",
                MySqlErrorCode.DataTooLong => $"does not take a value: {why}; a key has at most 630 characters, a value at most 16 MiB",
                MySqlErrorCode.PacketTooLarge => $"does not take so large a value: {why}; raise max_allowed_packet",
                MySqlErrorCode.LockWaitTimeout => $"is held by another writer: {why}; look for a transaction that does not end (SHOW PROCESSLIST)",
                _ => Describe((int)server.ErrorCode, why),
            };
    }

    private static string Describe(int number, string why) => number switch
    {
        ErrorWritingFile or DiskFull or TableFull or OutOfSpace => $"is full: {why}; make free space on the disk of the server, writes go on by themselves then",
        ReadOnly or ReadOnlyTable or ReadOnlyMode => $"is read-only: {why}; datastoreEndpoint must lead to the server that takes writes",
        _ => $"cannot be used: {why}; check that the server runs and has free space",
    };
}
