using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kuscia.Client.SignIn;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Kube;

namespace Kuscia.Helm.Tests.Releases;

public sealed class KubeConfigTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("kubeconfig-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Context_names_server_namespace_and_token()
    {
        string file = Write("config", Config("token: abc"));

        KubeConnection connection = HelmKubeConfig.Find(file, null, static _ => null);

        Assert.Equal(("https://a:1", "team", "abc"), (connection.Server, connection.Namespace, connection.Token!()));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public void A_byte_order_mark_changes_nothing(string encoding)
    {
        string file = Path.Combine(_root.FullName, "config");
        File.WriteAllText(file, Config("token: abc"), Encoding.GetEncoding(encoding));

        KubeConnection connection = HelmKubeConfig.Find(file, null, static _ => null);

        Assert.Equal(("https://a:1", "abc"), (connection.Server, connection.Token!()));
    }

    [Fact]
    public void Files_of_the_environment_are_merged_and_the_first_wins()
    {
        string first = Write("one", "current-context: here\ncontexts:\n- {name: here, context: {cluster: c, user: u}}\n");
        string second = Write("two", Config("token: abc"));

        KubeConnection connection = HelmKubeConfig.Find(null, null, name => name == "KUBECONFIG" ? $"{first}:{_root.FullName}/missing:{second}" : null);

        Assert.Equal(("https://a:1", "default"), (connection.Server, connection.Namespace));
    }

    [Fact]
    public void Home_is_the_last_place_to_look()
    {
        Write(".kube/config", Config("username: me, password: pw"));

        KubeConnection connection = HelmKubeConfig.Find(null, null, name => name == "HOME" ? _root.FullName : null);

        Assert.Equal(("me", "pw"), connection.Basic);
    }

    [Fact]
    public void Certificates_are_taken_from_files_and_from_data()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        string pem = certificate.ExportCertificatePem();
        Write("client.crt", pem);
        string keyData = Convert.ToBase64String(Encoding.UTF8.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        string file = Write("config", Config(
            $"client-certificate: client.crt, client-key-data: {keyData}",
            $", certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))}, tls-server-name: inner"));

        KubeConnection connection = HelmKubeConfig.Find(file, null, static _ => null);

        Assert.True(connection.ClientCertificate!.HasPrivateKey);
        Assert.Single(connection.Authorities!);
        Assert.Equal("inner", connection.ServerName);
    }

    [Theory]
    [InlineData("auth-provider: {name: x}", "signs in by a plug-in")]
    [InlineData("client-certificate-data: '!', client-key-data: '!'", "client-certificate-data of the kubeconfig is not base64")]
    [InlineData("client-certificate: gone.crt, client-key: gone.key", "unable to read client-certificate gone.crt")]
    public void What_cannot_be_used_is_named(string user, string expected)
    {
        string file = Write("config", Config(user));

        Assert.Contains(expected, Assert.Throws<HelmException>(() => HelmKubeConfig.Find(file, null, static _ => null)).Message);
    }

    [Fact]
    public void Broken_files_do_not_show_their_secrets()
    {
        string file = Write("config", "users: [{user: {token: hunter2");

        string message = Assert.Throws<HelmException>(() => HelmKubeConfig.Find(file, null, static _ => null)).Message;

        Assert.EndsWith("it is not valid YAML", message);
        Assert.DoesNotContain("hunter2", message);
    }

    [Fact]
    public void Nothing_found_says_what_to_do() => Assert.Equal(
        "Kubernetes cluster unreachable: no kubeconfig found; give --kubeconfig FILE or set KUBECONFIG",
        Assert.Throws<HelmException>(() => HelmKubeConfig.Find(null, null, static name => name == "HOME" ? "/nowhere" : null)).Message);

    private static string Config(string user, string cluster = "") =>
        "current-context: x\ncontexts:\n- {name: x, context: {cluster: c, user: u, namespace: team}}\nclusters:\n- {name: c, cluster: {server: 'https://a:1'" +
        cluster + "}}\nusers:\n- {name: u, user: {" + user + "}}\n";

    private string Write(string name, string text)
    {
        string path = Path.Combine(_root.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
