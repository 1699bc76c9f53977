using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Gateway.Bench;

/// <summary>The answering nginx and the proxying nginx, each with its own folder and configuration.</summary>
internal sealed class Nginx : IDisposable
{
    private readonly Process _process;

    private Nginx(Process process) => _process = process;

    public int Worker { get; private set; }

    /// <summary>Answers <c>/small</c>, <c>/1m</c> and <c>/16m</c> in clear and with mutual TLS.</summary>
    public static Nginx Backend(string folder, int port, int securePort) => Start(folder, "backend", 1, $$"""
        root {{folder}};
        server {
          listen 127.0.0.1:{{port}};
          listen 127.0.0.1:{{securePort}} ssl;
          ssl_certificate {{folder}}/server.crt; ssl_certificate_key {{folder}}/server.key;
          ssl_client_certificate {{folder}}/ca.crt; ssl_verify_client on; ssl_protocols TLSv1.3;
          location = /small { default_type text/plain; return 200 "hello world\n"; }
        }
        """);

    /// <summary>Proxies the first port to the clear backend and the second to the backend with mutual TLS.</summary>
    public static Nginx Proxy(string folder, int port, int towardsTls, int backend, int secureBackend) => Start(folder, "proxy", 0, $$"""
        upstream clear { server 127.0.0.1:{{backend}}; keepalive 256; }
        upstream secure { server 127.0.0.1:{{secureBackend}}; keepalive 256; }
        proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
        proxy_max_temp_file_size 0; proxy_buffer_size 64k; proxy_buffers 16 64k; proxy_busy_buffers_size 128k;
        server { listen 127.0.0.1:{{port}}; location / { proxy_pass http://clear; } }
        server {
          listen 127.0.0.1:{{towardsTls}};
          location / {
            proxy_pass https://secure; proxy_ssl_verify on; proxy_ssl_trusted_certificate {{folder}}/ca.crt; proxy_ssl_name bench-server; proxy_ssl_protocols TLSv1.3;
            proxy_ssl_certificate {{folder}}/client.crt; proxy_ssl_certificate_key {{folder}}/client.key; proxy_ssl_session_reuse on;
          }
        }
        """);

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    /// <summary>Files to serve and a small CA with a server and a client certificate.</summary>
    public static void Prepare(string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, "1m"), RandomNumberGenerator.GetBytes(1 << 20));
        File.WriteAllBytes(Path.Combine(folder, "16m"), RandomNumberGenerator.GetBytes(16 << 20));
        using RSA caKey = RSA.Create(2048);
        CertificateRequest request = new("CN=bench-ca", caKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 ca = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        File.WriteAllText(Path.Combine(folder, "ca.crt"), ca.ExportCertificatePem());
        Issue(folder, "server", ca);
        Issue(folder, "client", ca);
    }

    private static void Issue(string folder, string name, X509Certificate2 ca)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new($"CN=bench-{name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName($"bench-{name}");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 issued = request.Create(ca, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Path.Combine(folder, $"{name}.crt"), issued.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, $"{name}.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private static Nginx Start(string folder, string name, int cpu, string http)
    {
        string own = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        string file = Path.Combine(own, "nginx.conf");
        File.WriteAllText(file, $$"""
            daemon off; master_process off; pid {{own}}/pid; error_log {{own}}/error.log warn;
            events { worker_connections 4096; }
            http {
              access_log off; sendfile on; tcp_nodelay on; keepalive_requests 1000000000; keepalive_timeout 600s;
              client_body_temp_path {{own}}/body; proxy_temp_path {{own}}/proxy; fastcgi_temp_path {{own}}/f; uwsgi_temp_path {{own}}/u; scgi_temp_path {{own}}/s;
              {{http}}
            }
            """);
        Process process = Process.Start(new ProcessStartInfo("taskset", ["-c", $"{cpu}", "/usr/sbin/nginx", "-c", file]))
            ?? throw new InvalidOperationException("nginx does not start");
        return new Nginx(process) { Worker = process.Id };
    }

    public static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint?)socket.LocalEndPoint)?.Port ?? 0;
    }
}
