using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Releases;

/// <summary>A release as the JSON object Helm 3 stores and prints with <c>-o json</c>.</summary>
internal static class ReleaseRecord
{
    public static ValueMap Write(Release release)
    {
        ValueMap record = new() { ["name"] = release.Name, ["info"] = Info(release) };
        if (release.Chart is not null)
        {
            record["chart"] = ChartRecord.Write(release.Chart);
        }

        if (release.Config is { Count: > 0 })
        {
            record["config"] = release.Config;
        }

        SetText(record, "manifest", release.Manifest);
        if (release.Hooks.Count > 0)
        {
            record["hooks"] = release.Hooks.Select(Hook).ToList<object?>();
        }

        record["version"] = (long)release.Version;
        SetText(record, "namespace", release.Namespace);
        return record;
    }

    public static Release Read(ValueMap record, IReadOnlyDictionary<string, string> labels)
    {
        ValueMap info = record["info"] as ValueMap ?? [];
        return new Release
        {
            Name = Text(record, "name"),
            Namespace = Text(record, "namespace"),
            Version = Number(record, "version"),
            Chart = record["chart"] is ValueMap chart ? ChartRecord.Read(chart) : null,
            Config = record["config"] as ValueMap,
            Manifest = Text(record, "manifest"),
            Hooks = [.. (record["hooks"] as List<object?> ?? []).OfType<ValueMap>().Select(ReadHook)],
            Status = Text(info, "status"),
            Description = Text(info, "description"),
            Notes = Text(info, "notes"),
            FirstDeployed = GoTime.Parse(Text(info, "first_deployed")),
            LastDeployed = GoTime.Parse(Text(info, "last_deployed")),
            Deleted = GoTime.Parse(Text(info, "deleted")),
            Labels = labels,
        };
    }

    private static ValueMap Info(Release release)
    {
        ValueMap info = new()
        {
            ["first_deployed"] = GoTime.Json(release.FirstDeployed),
            ["last_deployed"] = GoTime.Json(release.LastDeployed),
            ["deleted"] = GoTime.Json(release.Deleted),
        };
        SetText(info, "description", release.Description);
        SetText(info, "status", release.Status);
        SetText(info, "notes", release.Notes);
        return info;
    }

    private static ValueMap Hook(ReleaseHook hook)
    {
        ValueMap record = new()
        {
            ["last_run"] = new ValueMap
            {
                ["started_at"] = GoTime.Json(hook.StartedAt),
                ["completed_at"] = GoTime.Json(hook.CompletedAt),
                ["phase"] = hook.Phase,
            },
        };
        SetText(record, "name", hook.Name);
        SetText(record, "kind", hook.Kind);
        SetText(record, "path", hook.Path);
        SetText(record, "manifest", hook.Manifest);
        record["events"] = hook.Events.ToList<object?>();
        if (hook.Weight != 0)
        {
            record["weight"] = (long)hook.Weight;
        }

        if (hook.DeletePolicies.Count > 0)
        {
            record["delete_policies"] = hook.DeletePolicies.ToList<object?>();
        }

        return record;
    }

    private static ReleaseHook ReadHook(ValueMap record)
    {
        ValueMap lastRun = record["last_run"] as ValueMap ?? [];
        return new ReleaseHook
        {
            Name = Text(record, "name"),
            Kind = Text(record, "kind"),
            Path = Text(record, "path"),
            Manifest = Text(record, "manifest"),
            Events = Texts(record, "events"),
            Weight = Number(record, "weight"),
            DeletePolicies = Texts(record, "delete_policies"),
            StartedAt = GoTime.Parse(Text(lastRun, "started_at")),
            CompletedAt = GoTime.Parse(Text(lastRun, "completed_at")),
            Phase = Text(lastRun, "phase"),
        };
    }

    private static string Text(ValueMap record, string name) => record[name] as string ?? "";

    private static IReadOnlyList<string> Texts(ValueMap record, string name) =>
        [.. (record[name] as List<object?> ?? []).OfType<string>()];

    private static int Number(ValueMap record, string name) => record[name] switch
    {
        double number => (int)number,
        long number => (int)number,
        _ => 0,
    };

    private static void SetText(ValueMap record, string name, string text)
    {
        if (text.Length > 0)
        {
            record[name] = text;
        }
    }
}
