namespace Kuscia.Psi.Tasks;

/// <summary>Reads the rendered task config, the file that the SecretFlow component reads too.</summary>
internal static class TaskConfigReader
{
    private const long MaxFileLength = 16 << 20;
    private static readonly TimeSpan MaxConnect = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan MaxStall = TimeSpan.FromSeconds(60);

    /// <summary>Reads and checks a file.</summary>
    public static TaskModel Read(string file)
    {
        try
        {
            FileInfo info = new(file);
            return info.Length <= MaxFileLength
                ? Parse(File.ReadAllText(file))
                : throw new PsiException(ExitCode.Configuration, $"task config {file} has {info.Length} bytes; at most {MaxFileLength} are allowed");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PsiException(ExitCode.Configuration, $"task config {file} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Checks the text of a task config.</summary>
    public static TaskModel Parse(string text)
    {
        ConfigNode root = ConfigNode.Parse(text, "task config");
        ConfigNode input = root["task_input_config"].Embedded();
        ClusterPlaces places = ClusterPlaces.Read(root["task_cluster_def"].Embedded(), root["allocated_ports"].Embedded());
        PsiParameters parameters = PsiAttributes.Read(input["sf_node_eval_param"].Embedded());
        CheckReceivers(parameters, places, input);
        ConfigNode link = LinkSettings(input["sf_cluster_desc"]);
        return new()
        {
            TaskId = root["task_id"].Text(),
            Self = places.Self,
            Peer = places.Peer,
            ListenPort = places.ListenPort,
            PeerEndpoint = places.PeerEndpoint,
            Parameters = parameters,
            InputIds = Two(input["sf_input_ids"]),
            Parties = Parties(input, places),
            OutputId = First(input["sf_output_ids"]),
            OutputUri = First(input["sf_output_uris"]),
            DataSourceId = DataSource(input["sf_datasource_config"], places.Self),
            ProgressUrl = Progress(root["task_progress_url"]),
            ConnectTimeout = ConnectTimeout(link),
            StallTimeout = Limit(TimeSpan.FromMilliseconds(link["recv_timeout_ms"].Number(60_000)), MaxStall),
        };
    }

    private static void CheckReceivers(PsiParameters parameters, ClusterPlaces places, ConfigNode input)
    {
        foreach (string receiver in parameters.Receivers)
        {
            if (receiver != places.Self && receiver != places.Peer)
            {
                throw input["sf_node_eval_param"].Fault($"has receiver party {receiver}, which does not take part; parties are {places.Self} and {places.Peer}");
            }
        }
    }

    private static IReadOnlyList<string> Two(ConfigNode node)
    {
        IReadOnlyList<string> ids = node.Texts();
        return ids.Count == 2 ? ids : throw node.Fault($"has {ids.Count} entries; PSI takes exactly two inputs");
    }

    // Component outputs are the same for all parties: the first is the result table, a second would be a report.
    private static string First(ConfigNode node)
    {
        IReadOnlyList<string> values = node.Texts();
        return values.Count > 0 ? values[0] : throw node.Fault("is empty; the result needs an entry");
    }

    private static IReadOnlyList<string> Parties(ConfigNode input, ClusterPlaces places)
    {
        ConfigNode node = input["sf_cluster_desc"]["parties"];
        IReadOnlyList<string> parties = node.Texts();
        if (parties.Count == 0)
        {
            parties = input["sf_datasource_config"].Names();
        }

        return parties.Count == 2 && parties.Contains(places.Self) && parties.Contains(places.Peer)
            ? parties
            : throw node.Fault($"lists {string.Join(", ", parties)}; it must list {places.Self} and {places.Peer}");
    }

    private static string DataSource(ConfigNode node, string self) => node[self].IsMissing
        ? throw node.Fault($"has no entry for party {self}")
        : node[self]["id"].Text();

    private static Uri? Progress(ConfigNode node) =>
        Uri.TryCreate(node.TextOrNull(), UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttp ? url : null;

    private static ConfigNode LinkSettings(ConfigNode cluster)
    {
        foreach (ConfigNode device in cluster["devices"].Items())
        {
            if (device["type"].TextOrNull() == "spu" && device["config"].TextOrNull() is not null)
            {
                return device["config"].Embedded()["link_desc"];
            }
        }

        return cluster["link_desc"];
    }

    private static TimeSpan ConnectTimeout(ConfigNode link)
    {
        long milliseconds = (long)link["connect_retry_times"].Number(60) * link["connect_retry_interval_ms"].Number(1000);
        return Limit(TimeSpan.FromMilliseconds(milliseconds), MaxConnect);
    }

    private static TimeSpan Limit(TimeSpan value, TimeSpan max) => value <= TimeSpan.Zero || value > max ? max : value;
}
