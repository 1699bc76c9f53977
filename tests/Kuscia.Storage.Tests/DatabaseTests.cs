using System.Diagnostics;
using System.Globalization;
using Kuscia.Storage.Dialects.MySql;
using Kuscia.Storage.Dialects.PostgreSql;
using Kuscia.Storage.Log;
using Kuscia.Testing.Components;
using Kuscia.Testing.Databases;

namespace Kuscia.Storage.Tests;

/// <summary>What an operator meets with a database server: tables made by hand, rights that are missing, servers that go away and come back.</summary>
public sealed class DatabaseTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    [RealComponentTheory("mariadbd", "initdb")]
    [InlineData("mariadb")]
    [InlineData("postgresql")]
    public async Task The_table_shows_its_rows_as_the_guides_check(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using RevisionLog log = await folder.OpenAsync();
        await log.CreateAsync("/registry/a", LogFolder.Bytes("{}"), 0, CancellationToken.None);

        Assert.Equal("3", await SqlAsync(store, folder, "select count(*) from kine"));
        Assert.Equal("1", await SqlAsync(store, folder, "select count(*) from kine where name = '/registry/a' and created = 1 and deleted = 0 and create_revision = 0 and prev_revision = 0"));
    }

    [RealComponentTheory("mariadbd", "initdb")]
    [InlineData("mariadb", "CREATE TABLE kine (id INT(11) AUTO_INCREMENT, name VARCHAR(630) CHARACTER SET ascii, created INT(11), deleted INT(11), create_revision INT(11), prev_revision INT(11), lease INT(11), value MEDIUMBLOB, old_value MEDIUMBLOB, PRIMARY KEY (id), UNIQUE KEY kine_name_prev_revision_uindex (name, prev_revision))")]
    [InlineData("postgresql", "CREATE TABLE kine (id SERIAL PRIMARY KEY, name VARCHAR(630), created INTEGER, deleted INTEGER, create_revision INTEGER, prev_revision INTEGER, lease INTEGER, value bytea, old_value bytea); CREATE UNIQUE INDEX kine_name_prev_revision_uindex ON kine (name, prev_revision)")]
    public async Task A_table_made_by_hand_is_used_as_it_is_by_an_account_without_further_rights(string store, string table)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await SqlAsync(store, folder, table);
        RevisionLogOptions options = await AccountAsync(store, folder, "SELECT, INSERT, UPDATE, DELETE", "USAGE ON SEQUENCE kine_id_seq");

        await using RevisionLog log = await LogFolder.OpenAsync(options);
        AppendResult made = await log.CreateAsync("/registry/a/b", LogFolder.Bytes("{}"), 0, CancellationToken.None);
        await log.UpdateAsync("/registry/a/b", LogFolder.Bytes("{}"), made.Revision, 0, CancellationToken.None);
        await log.CompactAsync(log.CurrentRevision, CancellationToken.None);
        LogPage page = await log.ListAsync(new LogQuery("/registry/a/"), CancellationToken.None);

        Assert.Single(page.Entries);
        Assert.Equal(made.Revision, log.CompactedRevision);
    }

    [RealComponentTheory("mariadbd", "initdb")]
    [InlineData("mariadb", "SELECT, INSERT, DELETE", "refuses a right on the table kine")]
    [InlineData("mariadb", "SELECT, INSERT, UPDATE", "refuses a right on the table kine")]
    [InlineData("postgresql", "SELECT, INSERT, DELETE", "refuses a right on the table kine")]
    [InlineData("postgresql", "SELECT, INSERT, UPDATE, DELETE", "may not use the sequence that numbers its rows")]
    public async Task A_right_that_is_missing_is_named_with_the_grant_and_without_the_password(string store, string rights, string expected)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await using (RevisionLog makes = await folder.OpenAsync())
        {
            Assert.True(makes.CurrentRevision > 0);
        }

        RevisionLogOptions options = await AccountAsync(store, folder, rights, null);
        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => LogFolder.OpenAsync(options));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains("GRANT", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Pw0rd", fault.ToString(), StringComparison.Ordinal);
    }

    [RealComponentTheory("mariadbd", "initdb")]
    [InlineData("mariadb", "", "CREATE TABLE kine (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(630) CHARACTER SET ascii, value TEXT)", "the column created is missing", "the column value is text")]
    [InlineData("mariadb", "ENGINE = MyISAM", "", "its engine is MyISAM", "ALTER TABLE kine ENGINE = InnoDB")]
    [InlineData("mariadb", "MODIFY name VARCHAR(630) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci", "", "has the collation utf8mb4_general_ci", "COLLATE ascii_bin")]
    [InlineData("mariadb", "DROP INDEX kine_name_prev_revision_uindex", "", "it has no unique index on (name, prev_revision)", "CREATE UNIQUE INDEX")]
    [InlineData("mariadb", "MODIFY id BIGINT", "", "the column id does not count by itself", "AUTO_INCREMENT")]
    [InlineData("postgresql", "ALTER value TYPE text USING encode(value, 'escape')", "", "the column value is text", "BYTEA")]
    [InlineData("postgresql", "DROP lease", "", "the column lease is missing", "let the node make it")]
    [InlineData("postgresql", "", "CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false); ALTER TABLE kine ALTER name TYPE VARCHAR(630) COLLATE blind", "nondeterministic", "COLLATE \"C\"")]
    public async Task A_table_that_does_not_fit_is_refused_with_the_column_and_the_cure(string store, string change, string sql, string expected, string cure)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        await MakeAsync(folder);
        await SqlAsync(store, folder, sql.StartsWith("CREATE TABLE", StringComparison.Ordinal) ? $"DROP TABLE kine; {sql}" : sql.Length > 0 ? sql : $"ALTER TABLE kine {change}");

        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => folder.OpenAsync());

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains(cure, fault.Message, StringComparison.Ordinal);
    }

    [RealComponentFact("mariadbd")]
    public async Task A_server_without_strict_mode_cuts_no_key_and_one_with_other_modes_understands_every_statement()
    {
        using LogFolder folder = await LogFolder.NewAsync("mariadb");
        await SqlAsync("mariadb", folder, "SET GLOBAL sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES,NO_AUTO_VALUE_ON_ZERO'");
        await using RevisionLog log = await folder.OpenAsync();

        AppendResult made = await log.CreateAsync("/registry/a", LogFolder.Bytes("{\"it's\":\"\\\\ and \\\"\"}"), 0, CancellationToken.None);
        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => log.CreateAsync("/registry/" + new string('a', 700), LogFolder.Bytes("{}"), 0, CancellationToken.None));

        Assert.Equal("{\"it's\":\"\\\\ and \\\"\"}", LogFolder.Text((await log.GetAsync("/registry/a", CancellationToken.None))!.Value));
        Assert.True(made.Succeeded);
        Assert.Contains("a key has at most 630 characters", fault.Message, StringComparison.Ordinal);
    }

    [RealComponentTheory("mariadbd", "initdb")]
    [InlineData("mariadb", "nobody_there", "refuses the account nobody_there")]
    [InlineData("mariadb", "", "has no database no_such")]
    [InlineData("postgresql", "", "has no database no_such")]
    public async Task A_server_that_lets_nobody_in_says_why(string store, string user, string expected)
    {
        DatabaseServer server = await Servers.GetAsync(store);
        string endpoint = Servers.EndpointOf(server, "no_such", user.Length > 0 ? user : "root", user.Length > 0 ? "Pw0rd" : "");

        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => LogFolder.OpenAsync(LogFolder.OptionsOf(endpoint)));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Pw0rd", fault.ToString(), StringComparison.Ordinal);
    }

    [RealComponentFact("initdb")]
    public async Task A_server_without_TLS_is_refused_unless_the_endpoint_says_so()
    {
        using LogFolder folder = await LogFolder.NewAsync("postgresql");
        string endpoint = folder.Endpoint!.Replace("sslmode=disable&", "", StringComparison.Ordinal); // not null: no file

        StoreException fault = await Assert.ThrowsAsync<StoreException>(() => LogFolder.OpenAsync(LogFolder.OptionsOf(endpoint)));

        Assert.Contains("end datastoreEndpoint with ?sslmode=disable", fault.Message, StringComparison.Ordinal);
    }

    [RealComponentTheory("mariadbd", "initdb")]
    [InlineData("mariadb")]
    [InlineData("postgresql")]
    public async Task Revisions_that_were_given_up_are_filled_and_a_late_commit_is_missed_by_nobody(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        using CancellationTokenSource limit = new(Deadline);
        await using RevisionLog log = await folder.OpenAsync();
        long last = log.CurrentRevision;
        using LogWatch watch = log.Watch("/registry/", last);

        // The numbers last+1 (given up) and last+2 (taken, committed after last+3) of a program that takes no lock.
        string row = "INSERT INTO kine (name, created, deleted, create_revision, prev_revision, lease, value) VALUES ('/registry/{0}', 1, 0, 0, 0, 0, '{{}}')";
        string late = string.Format(CultureInfo.InvariantCulture, row, "late");
        string early = string.Format(CultureInfo.InvariantCulture, row, "early");
        string sleep = store == "mariadb" ? "SELECT SLEEP(2)" : "SELECT pg_sleep(2)";
        await SqlAsync(store, folder, $"BEGIN; {string.Format(CultureInfo.InvariantCulture, row, "gone")}; ROLLBACK");
        Task slow = SqlAsync(store, folder, $"BEGIN; {late}; {sleep}; COMMIT");
        await UntilTakenAsync(store, folder, last + 2, limit.Token);
        await SqlAsync(store, folder, early);
        AppendResult own = await log.CreateAsync("/registry/own", LogFolder.Bytes("{}"), 0, limit.Token);
        await slow;
        List<LogEvent> events = await FaultTests.TakeAsync(watch, 3, limit.Token);

        Assert.Equal(["/registry/late", "/registry/early", "/registry/own"], events.Select(e => e.Entry.Key));
        Assert.Equal([last + 2, last + 3, own.Revision], events.Select(e => e.Revision));
        Assert.Equal("1", await SqlAsync(store, folder, string.Create(CultureInfo.InvariantCulture, $"SELECT COUNT(*) FROM kine WHERE name = 'gap-{last + 1}' AND id = {last + 1}")));
    }

    [RealComponentTheory("mariadbd", "initdb")]
    [InlineData("mariadb")]
    [InlineData("postgresql")]
    public async Task A_server_that_goes_away_and_comes_back_loses_nothing_and_needs_no_restart(string store)
    {
        using CancellationTokenSource limit = new(Deadline);
        await using DatabaseServer server = await (store == "mariadb" ? DatabaseServer.StartMariaDbAsync() : DatabaseServer.StartPostgreSqlAsync());
        await server.SqlAsync("CREATE DATABASE kuscia");
        await using RevisionLog log = await LogFolder.OpenAsync(LogFolder.OptionsOf(Servers.EndpointOf(server, "kuscia")));
        using LogWatch watch = log.Watch("/registry/a/", log.CurrentRevision);
        AppendResult before = await log.CreateAsync("/registry/a/before", LogFolder.Bytes("{}"), 0, limit.Token);

        await server.KillAsync();
        StoreException refused = await Assert.ThrowsAsync<StoreException>(() => log.CreateAsync("/registry/a/refused", LogFolder.Bytes("{}"), 0, limit.Token));
        string? fault = log.Fault?.Message;
        await server.StartAgainAsync();
        while (log.Fault is not null)
        {
            await Task.Delay(50, limit.Token);
        }

        AppendResult after = await log.CreateAsync("/registry/a/after", LogFolder.Bytes("{}"), 0, limit.Token);
        List<LogEvent> events = await FaultTests.TakeAsync(watch, 2, limit.Token);

        Assert.False(refused.IsOutcomeUnknown);
        Assert.Contains("does not answer", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(fault);
        Assert.Equal([before.Revision, after.Revision], events.Select(e => e.Revision));
        Assert.Equal(2, (await log.ListAsync(new LogQuery("/registry/a/"), limit.Token)).Entries.Count);
    }

    [RealComponentTheory("mariadbd", "initdb")]
    [InlineData("mariadb")]
    [InlineData("postgresql")]
    public async Task A_writer_that_falls_silent_with_the_lock_is_given_up_and_the_others_go_on(string store)
    {
        using LogFolder folder = await LogFolder.NewAsync(store);
        using CancellationTokenSource limit = new(Deadline);
        await using RevisionLog log = await folder.OpenAsync();
        DatabaseServer server = await Servers.GetAsync(store);
        (string session, string begin) = store == "mariadb" ? (MySqlStatements.Session, MySqlStatements.All.Begin) : (PostgreSqlStatements.Session, PostgreSqlStatements.All.Begin);
        using Process silent = server.OpenClient(folder.Options.Endpoint!.Database); // not null: no file
        await silent.StandardInput.WriteLineAsync($"{session}; {begin};");
        await silent.StandardInput.FlushAsync(limit.Token);
        string? locked = await silent.StandardOutput.ReadLineAsync(limit.Token);

        AppendResult made = await log.CreateAsync("/registry/a", LogFolder.Bytes("{}"), 0, limit.Token);
        silent.Kill();

        Assert.Equal("0", locked);
        Assert.True(made.Succeeded);
    }

    private static async Task MakeAsync(LogFolder folder)
    {
        await using RevisionLog log = await folder.OpenAsync();
    }

    private static async Task<string> SqlAsync(string store, LogFolder folder, string sql)
    {
        DatabaseServer server = await Servers.GetAsync(store);
        return await server.SqlAsync(sql, folder.Options.Endpoint!.Database); // not null: no file
    }

    // An account of its own with some rights on the table.
    private static async Task<RevisionLogOptions> AccountAsync(string store, LogFolder folder, string rights, string? more)
    {
        DatabaseServer server = await Servers.GetAsync(store);
        string database = folder.Options.Endpoint!.Database; // not null: no file
        string user = $"user_{database}";
        string extra = more is null ? "" : $"; GRANT {more} TO {user}";
        await SqlAsync(store, folder, store == "mariadb"
            ? $"CREATE USER {user} IDENTIFIED BY 'Pw0rd'; GRANT {rights} ON {database}.kine TO {user}"
            : $"CREATE USER {user} PASSWORD 'Pw0rd'; GRANT {rights} ON kine TO {user}{extra}");
        return LogFolder.OptionsOf(Servers.EndpointOf(server, database, user, "Pw0rd"));
    }

    private static async Task UntilTakenAsync(string store, LogFolder folder, long revision, CancellationToken cancellationToken)
    {
        string question = store == "mariadb"
            ? $"SET SESSION TRANSACTION ISOLATION LEVEL READ UNCOMMITTED; SELECT COALESCE(MAX(id), 0) FROM kine"
            : "SELECT last_value FROM kine_id_seq";
        while (long.Parse(await SqlAsync(store, folder, question), CultureInfo.InvariantCulture) < revision)
        {
            await Task.Delay(20, cancellationToken);
        }
    }
}
