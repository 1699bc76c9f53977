using Kuscia.Storage.Log;

namespace Kuscia.Storage.Tests;

/// <summary>How an operator writes where the database is.</summary>
public sealed class EndpointTests
{
    [Theory]
    [InlineData("mysql://user:pass@tcp(db.example:3307)/kuscia", "mysql://user@tcp(db.example:3307)/kuscia", "pass")]
    [InlineData("mysql://user:p@s:s/w?rd@tcp(10.0.0.1)/kuscia?charset=utf8mb4&parseTime=True&loc=Local", "mysql://user@tcp(10.0.0.1:3306)/kuscia", "p@s:s/w?rd")]
    [InlineData("mysql://root:@unix(/run/mysqld.sock)/kuscia", "mysql://root@unix(/run/mysqld.sock)/kuscia", "")]
    [InlineData("postgres://user:p%40ss@db.example/kuscia?sslmode=disable", "postgres://user@db.example:5432/kuscia", "p@ss")]
    [InlineData("postgresql://user:pass@[::1]:5433/kuscia", "postgres://user@::1:5433/kuscia", "pass")]
    public void Known_forms_are_read_and_shown_without_the_password(string text, string shown, string password)
    {
        DatastoreEndpoint? endpoint = DatastoreEndpoint.Parse(text, out string fault);

        Assert.Equal("", fault);
        Assert.Equal(shown, endpoint?.ToString());
        Assert.Equal(password, endpoint?.Password);
    }

    [Theory]
    [InlineData("sqlite:///var/secret.db", "Driver Name sqlite Not supported")]
    [InlineData("user:secret@tcp(host:3306)/db", "it has no driver")]
    [InlineData("mysql://user:secret@host:3306/db", "the address host:3306 is not of the form tcp(HOST:PORT)")]
    [InlineData("mysql://user:secret@tcp(host:3306)", "it names no database")]
    [InlineData("mysql://user:secret@tcp(host:3306)/", "it names no database")]
    [InlineData("mysql://user:secret@tcp(host:99999)/db", "the port of host:99999 is no number from 1 to 65535")]
    [InlineData("mysql://user:secret@tcp(host:3306)/my-db", "must not contain '-'")]
    [InlineData("mysql://user:secret@tcp(host:3306)/db?secret=1&x", "the parameter secret is not known")]
    [InlineData("mysql://user:secret@tcp(host:3306)/db?tls=yes", "tls=yes is not known; tls may be preferred, true, skip-verify, false")]
    [InlineData("mysql://user:secret@tcp(host:3306)/db?timeout=soon", "timeout=soon is no time; write a number with the unit ms, s or m")]
    [InlineData("postgres://user:secret@host/db?sslmode=required", "sslmode=required is not known; sslmode may be disable, allow, prefer, require, verify-ca, verify-full")]
    [InlineData("postgres://user:secret@host/db?connect_timeout=0", "connect_timeout=0 is no time")]
    [InlineData("postgres://:secret@host/db", "it names no user")]
    [InlineData("postgres://user:secret@/db", "it names no host")]
    public void Other_forms_are_refused_with_what_is_wrong(string text, string expected)
    {
        Assert.Null(DatastoreEndpoint.Parse(text, out string fault));

        Assert.Contains(expected, fault, StringComparison.Ordinal);
        Assert.DoesNotContain(":secret", fault, StringComparison.Ordinal);
    }
}
