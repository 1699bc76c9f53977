using System.Globalization;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Quantities;

namespace Kuscia.ApiServer.Limits;

/// <summary>What a LimitRange fills in and what it forbids (Kubernetes, "Limit Ranges"). Pure.</summary>
internal static class RangeCheck
{
    /// <summary>Gives the containers of a pod the amounts that they do not name.</summary>
    public static void Default(JsonObject range, string plural, JsonObject value)
    {
        foreach (JsonObject item in plural == "pods" ? Items(range, "Container") : [])
        {
            foreach (JsonObject container in Containers(value))
            {
                JsonObject resources = Ensure(container, "resources");

                // A limit that is named stands for the request as well.
                foreach ((string name, JsonNode? amount) in (item["defaultRequest"] as JsonObject ?? []).Where(d => resources["limits"]?[d.Key] is null))
                {
                    Put(resources, "requests", name, amount);
                }

                foreach ((string name, JsonNode? amount) in item["default"] as JsonObject ?? [])
                {
                    Put(resources, "limits", name, amount);
                }
            }
        }
    }

    /// <summary>What lies outside of the range.</summary>
    public static IEnumerable<string> Faults(JsonObject range, string plural, JsonObject value)
    {
        if (plural == "persistentvolumeclaims")
        {
            JsonObject? claim = value["spec"]?["resources"] as JsonObject;
            return Items(range, "PersistentVolumeClaim").SelectMany(i => Claim(i, claim));
        }

        return Items(range, "Container").SelectMany(i => Containers(value).SelectMany(c => Check(i, Amounts(c, "requests"), Amounts(c, "limits"))))
            .Concat(Items(range, "Pod").SelectMany(i => Check(i, Sum(value, "requests"), Sum(value, "limits"))))
            .Distinct();
    }

    private static IEnumerable<string> Check(JsonObject item, Dictionary<string, Quantity> requests, Dictionary<string, Quantity> limits)
    {
        string type = item.Text("type") ?? "";
        foreach ((string name, Quantity least) in Parse(item["min"] as JsonObject))
        {
            string text = $"minimum {name} usage per {type} is {least}";
            bool asks = requests.TryGetValue(name, out Quantity request);
            if (!asks)
            {
                yield return $"{text}. No request is specified";
            }
            else if (request < least)
            {
                yield return $"{text}, but request is {request}";
            }
            else if (limits.TryGetValue(name, out Quantity limit) && limit < least)
            {
                yield return $"{text}, but limit is {limit}";
            }
        }

        foreach ((string name, Quantity most) in Parse(item["max"] as JsonObject))
        {
            string text = $"maximum {name} usage per {type} is {most}";
            if (!limits.TryGetValue(name, out Quantity limit))
            {
                yield return $"{text}. No limit is specified";
            }
            else if (limit > most)
            {
                yield return $"{text}, but limit is {limit}";
            }
            else if (requests.TryGetValue(name, out Quantity request) && request > most)
            {
                yield return $"{text}, but request is {request}";
            }
        }

        foreach ((string name, Quantity most) in Parse(item["maxLimitRequestRatio"] as JsonObject))
        {
            if (Ratio(name, (type, most), requests, limits) is { } fault)
            {
                yield return fault;
            }
        }
    }

    private static string? Ratio(string name, (string Type, Quantity Most) rule, Dictionary<string, Quantity> requests, Dictionary<string, Quantity> limits)
    {
        string text = $"{name} max limit to request ratio per {rule.Type} is {rule.Most}";
        if (!requests.TryGetValue(name, out Quantity request) || request.IsZero)
        {
            return $"{text}, but no request is specified or request is 0";
        }

        if (!limits.TryGetValue(name, out Quantity limit) || limit.IsZero)
        {
            return $"{text}, but no limit is specified or limit is 0";
        }

        double ratio = (double)limit.Nano / (double)request.Nano;
        return ratio > (double)rule.Most.Nano / 1e9 ? string.Create(CultureInfo.InvariantCulture, $"{text}, but provided ratio is {ratio:F6}") : null;
    }

    private static IEnumerable<string> Claim(JsonObject item, JsonObject? resources)
    {
        Dictionary<string, Quantity> requests = Parse(resources?["requests"] as JsonObject);
        foreach ((string name, Quantity least) in Parse(item["min"] as JsonObject))
        {
            if (requests.TryGetValue(name, out Quantity request) && request < least)
            {
                yield return $"minimum {name} usage per PersistentVolumeClaim is {least}, but request is {request}";
            }
        }

        foreach ((string name, Quantity most) in Parse(item["max"] as JsonObject))
        {
            if (requests.TryGetValue(name, out Quantity request) && request > most)
            {
                yield return $"maximum {name} usage per PersistentVolumeClaim is {most}, but request is {request}";
            }
        }
    }

    private static IEnumerable<JsonObject> Items(JsonObject range, string type) => (range["spec"]?["limits"] as JsonArray ?? []).OfType<JsonObject>().Where(i => i.Text("type") == type);

    private static IEnumerable<JsonObject> Containers(JsonObject pod) =>
        (pod["spec"]?["containers"] as JsonArray ?? []).Concat(pod["spec"]?["initContainers"] as JsonArray ?? []).OfType<JsonObject>();

    private static Dictionary<string, Quantity> Sum(JsonObject pod, string list)
    {
        Dictionary<string, Quantity> sum = new(StringComparer.Ordinal);
        foreach ((string name, Quantity amount) in (pod["spec"]?["containers"] as JsonArray ?? []).OfType<JsonObject>().SelectMany(c => Amounts(c, list)))
        {
            sum[name] = sum.TryGetValue(name, out Quantity before) ? before + amount : amount;
        }

        return sum;
    }

    // A limit without a request is a request as well.
    private static Dictionary<string, Quantity> Amounts(JsonObject container, string list)
    {
        Dictionary<string, Quantity> amounts = list == "requests" ? Parse(container["resources"]?["limits"] as JsonObject) : [];
        foreach ((string name, Quantity amount) in Parse(container["resources"]?[list] as JsonObject))
        {
            amounts[name] = amount;
        }

        return amounts;
    }

    private static Dictionary<string, Quantity> Parse(JsonObject? amounts)
    {
        Dictionary<string, Quantity> parsed = new(StringComparer.Ordinal);
        foreach ((string name, JsonNode? text) in amounts ?? [])
        {
            if (text is JsonValue && Quantity.TryParse(text.ToString(), out Quantity amount))
            {
                parsed[name] = amount;
            }
        }

        return parsed;
    }

    private static JsonObject Ensure(JsonObject owner, string member)
    {
        if (owner[member] is not JsonObject value)
        {
            owner[member] = value = [];
        }

        return value;
    }

    private static void Put(JsonObject resources, string list, string name, JsonNode? amount)
    {
        JsonObject amounts = Ensure(resources, list);
        if (amounts[name] is null && amount is not null)
        {
            amounts[name] = amount.DeepClone();
        }
    }
}
