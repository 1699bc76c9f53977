using System.Net;

namespace KubeFate.Settings;

/// <summary>What the service is told; see <c>docs/en/kubefate.md</c>.</summary>
internal sealed record ServiceSettings
{
    /// <summary>IP address to listen on.</summary>
    public string Address { get; init; } = "0.0.0.0";

    /// <summary>Port to listen on; 0 takes a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary><c>sqlite</c>, <c>mysql</c> or <c>postgres</c>.</summary>
    public string DatabaseType { get; init; } = "sqlite";

    /// <summary>File of the SQLite database.</summary>
    public string DatabaseFile { get; init; } = "kubefate.db";

    /// <summary>Host of the database server.</summary>
    public string DatabaseHost { get; init; } = "";

    /// <summary>Port of the database server; 0 for the usual one.</summary>
    public int DatabasePort { get; init; }

    /// <summary>Name of the database.</summary>
    public string DatabaseName { get; init; } = "";

    /// <summary>Account of the database.</summary>
    public string DatabaseUser { get; init; } = "";

    /// <summary>Its password.</summary>
    public string DatabasePassword { get; init; } = "";

    /// <summary>Name that stands before charts of the repository in messages.</summary>
    public string RepositoryName { get; init; } = "kubefate";

    /// <summary>Chart repository that is asked for charts nobody uploaded; empty for none.</summary>
    public string RepositoryUrl { get; init; } = "https://federatedai.github.io/KubeFATE";

    /// <summary>Account of the repository.</summary>
    public string RepositoryUser { get; init; } = "";

    /// <summary>Its password.</summary>
    public string RepositoryPassword { get; init; } = "";

    /// <summary>The first account.</summary>
    public string UserName { get; init; } = "admin";

    /// <summary>Its password; null when none is set, and then no account is made.</summary>
    public string? UserPassword { get; init; }

    /// <summary>Path of a kubeconfig; null for KUBECONFIG, ~/.kube/config or the account of the pod.</summary>
    public string? KubeConfigFile { get; init; }

    /// <summary>Context of the kubeconfig; null for the current one.</summary>
    public string? KubeContext { get; init; }

    /// <summary>How long a job may wait for its modules; default 1 hour.</summary>
    public TimeSpan JobTimeLimit { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often a job looks at its modules; default 1 second.</summary>
    public TimeSpan JobInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the job of the upgrade manager may take; default 10 minutes.</summary>
    public TimeSpan MigrationTimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After how long without a sign of life another service takes a job over; default 20 seconds.</summary>
    public TimeSpan JobLease { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingsException">A value is wrong.</exception>
    public static ServiceSettings Read(SettingsFile file) => new()
    {
        Address = IPAddress.TryParse(file.Text("server.address", "0.0.0.0"), out IPAddress? address)
            ? address.ToString()
            : throw new SettingsException($"server.address: \"{file.Text("server.address")}\" is no IP address; 0.0.0.0 listens on all, 127.0.0.1 for this machine alone"),
        Port = file.Number("server.port", 8080, 0, 65535),
        DatabaseType = file.Text("db.type", "sqlite"),
        DatabaseFile = file.Text("db.file", "kubefate.db"),
        DatabaseHost = file.Text("db.host", ""),
        DatabasePort = file.Number("db.port", 0, 0, 65535),
        DatabaseName = file.Text("db.name", ""),
        DatabaseUser = file.Text("db.username", ""),
        DatabasePassword = file.Text("db.password", ""),
        RepositoryName = file.Text("repo.name", "kubefate"),
        RepositoryUrl = file.Text("repo.url", "https://federatedai.github.io/KubeFATE"),
        RepositoryUser = file.Text("repo.username", ""),
        RepositoryPassword = file.Text("repo.password", ""),
        UserName = file.Text("user.username", "admin"),
        UserPassword = file.Text("user.password"),
        KubeConfigFile = file.Text("kube.config"),
        KubeContext = file.Text("kube.context"),
        JobTimeLimit = file.Duration("job.timelimit", TimeSpan.FromHours(1)),
        JobInterval = file.Duration("job.interval", TimeSpan.FromSeconds(1)),
        MigrationTimeLimit = file.Duration("job.migrationlimit", TimeSpan.FromMinutes(10)),
        JobLease = file.Duration("job.lease", TimeSpan.FromSeconds(20)),
    };
}
