using System.Text.Json.Nodes;

namespace Kuscia.Adversary;

/// <summary>The usual objects that a host puts into the mailbox of a member, to be spoilt by tests.</summary>
public static class MailboxObject
{
    public const string ApiVersion = "kuscia.secretflow/v1alpha1";

    private const string Prefix = "kuscia.secretflow/";

    /// <summary>An object with metadata as an honest host writes it.</summary>
    public static JsonObject Of(string kind, string name, string initiator, string member, JsonObject spec, JsonObject? status = null)
    {
        JsonObject made = new()
        {
            ["apiVersion"] = ApiVersion,
            ["kind"] = kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = member,
                ["annotations"] = new JsonObject { [Prefix + "initiator"] = initiator, [Prefix + "interconn-kuscia-parties"] = member },
                ["labels"] = new JsonObject { ["kuscia.job.custom-fields/colour"] = "green" },
            },
            ["spec"] = spec,
        };
        if (status is not null)
        {
            made["status"] = status;
        }

        return made;
    }

    /// <summary>A job of one task for the host and the member.</summary>
    public static JsonObject Job(string name, string host, string member, string appImage, string inputConfig = "{}") => Of("KusciaJob", name, host, member, new JsonObject
    {
        ["initiator"] = host,
        ["flowID"] = "flow",
        ["scheduleMode"] = "BestEffort",
        ["maxParallelism"] = 1,
        ["tasks"] = new JsonArray(new JsonObject
        {
            ["alias"] = "only",
            ["appImage"] = appImage,
            ["taskInputConfig"] = inputConfig,
            ["priority"] = 5,
            ["tolerable"] = false,
            ["parties"] = new JsonArray(Party(member, host), Party(host, member)),
        }),
    });

    /// <summary>The summary of a job: the host has accepted it.</summary>
    public static JsonObject JobSummary(string name, string host, string member) => Of("KusciaJobSummary", name, host, member,
        new JsonObject { ["stage"] = "Create", ["stageTrigger"] = host },
        new JsonObject
        {
            ["phase"] = "AwaitingApproval",
            ["reason"] = "",
            ["message"] = "waiting",
            ["approveStatus"] = new JsonObject { [host] = "JobAccepted" },
            ["stageStatus"] = new JsonObject { [host] = "JobCreateStageSucceeded" },
            ["startTime"] = Now(),
        });

    /// <summary>The summary of a task whose resources the host reserves.</summary>
    public static JsonObject TaskSummary(string name, string job, string host, string member) => Of("KusciaTaskSummary", name, host, member,
        new JsonObject { ["alias"] = "only", ["jobID"] = job },
        new JsonObject
        {
            ["phase"] = "Pending",
            ["reason"] = "",
            ["message"] = "waiting",
            ["progress"] = 0.5,
            ["startTime"] = Now(),
            ["partyTaskStatus"] = new JsonArray(new JsonObject { ["domainID"] = host, ["role"] = "", ["phase"] = "Pending", ["message"] = "waiting" }),
            ["resourceStatus"] = new JsonObject { [member] = new JsonArray(Reservation("Reserving")) },
        });

    /// <summary>What a host says about the reservation of a member.</summary>
    public static JsonObject Reservation(string phase) => new()
    {
        ["role"] = "",
        ["hostTaskResourceName"] = "stand-in",
        ["hostTaskResourceVersion"] = "10",
        ["phase"] = phase,
        ["startTime"] = Now(),
        ["lastTransitionTime"] = Now(),
    };

    /// <summary>A granted table.</summary>
    public static JsonObject Data(string name, string host, string member) => Of("DomainData", name, host, member, new JsonObject
    {
        ["author"] = host,
        ["name"] = "table",
        ["type"] = "table",
        ["relativeURI"] = "table.csv",
        ["dataSource"] = "default-data-source",
        ["vendor"] = "grant",
        ["fileFormat"] = "csv",
        ["attributes"] = new JsonObject { ["about"] = "numbers" },
        ["columns"] = new JsonArray(new JsonObject { ["name"] = "id", ["type"] = "str", ["comment"] = "key" }),
    });

    /// <summary>The grant of a table.</summary>
    public static JsonObject Grant(string name, string data, string host, string member) => Of("DomainDataGrant", name, host, member, new JsonObject
    {
        ["author"] = host,
        ["domainDataID"] = data,
        ["grantDomain"] = member,
        ["description"] = new JsonObject { ["about"] = "numbers" },
        ["limit"] = new JsonObject
        {
            ["expirationTime"] = "2099-01-01T00:00:00Z",
            ["useCount"] = 3,
            ["grantMode"] = new JsonArray("normal"),
            ["flowID"] = "flow",
            ["components"] = new JsonArray("psi"),
            ["initiator"] = host,
            ["inputConfig"] = "{}",
        },
    });

    /// <summary>The current time as resources write it.</summary>
    public static string Now() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject Party(string domain, string other) => new()
    {
        ["domainID"] = domain,
        ["role"] = "",
        ["bandwidthLimits"] = new JsonArray(new JsonObject { ["destinationID"] = other, ["limitKBps"] = 1000 }),
    };
}
