using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Quantities;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Wire = Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Serving;

/// <summary>Cpu and memory of the containers of a party: as requests give them, stored, and told.</summary>
internal static class ServingAmounts
{
    /// <summary>
    /// The stored containers with what a request gives laid over them. What names no container is for all of them; what names one goes before it. Throws what is
    /// wrong with the code of the operation.
    /// </summary>
    /// <param name="stored">Containers of the party that have amounts already.</param>
    /// <param name="party">The request's party.</param>
    /// <param name="image">The app image and its containers.</param>
    /// <param name="code">Code of the operation.</param>
    public static IReadOnlyList<AppContainer> Apply(IReadOnlyList<AppContainer> stored, Wire.ServingParty party, (string Name, IReadOnlyList<AppContainer> Containers) image, int code)
    {
        string[] names = [.. stored.Select(c => c.Name ?? "").Union(image.Containers.Select(c => c.Name ?? ""))];
        RequestCheck.First(code, [.. party.Resources.Select(r => r.ContainerName).Where(n => n.Length > 0 && !names.Contains(n)).Select(n =>
            $"container_name {RequestCheck.Shown(n)} of party domainID/role {party.DomainId}/{party.Role} resources doesn't exist in app image {image.Name}")]);
        Wire.Resource all = party.Resources.LastOrDefault(r => r.ContainerName.Length == 0) ?? new Wire.Resource();
        List<AppContainer> containers = [];
        foreach (string name in names)
        {
            Wire.Resource own = party.Resources.LastOrDefault(r => r.ContainerName == name && name.Length > 0) ?? new Wire.Resource();
            Wire.Resource given = new() { MinCpu = Or(own.MinCpu, all.MinCpu), MaxCpu = Or(own.MaxCpu, all.MaxCpu), MinMemory = Or(own.MinMemory, all.MinMemory), MaxMemory = Or(own.MaxMemory, all.MaxMemory) };
            RequestCheck.First(code, [.. Faults(given, party, isNew: stored.Count == 0)]);
            AppContainer container = stored.FirstOrDefault(c => c.Name == name) ?? new AppContainer { Name = name, WorkingDir = "" };
            ResourceRequirements? amounts = Apply(container.Resources, given);
            if (stored.Contains(container) || amounts is not null)
            {
                containers.Add(ReferenceEquals(amounts, container.Resources) ? container : container with { Resources = amounts });
            }
        }

        return containers;
    }

    /// <summary>The amounts of every container: those of the party, else those that run, else those of the app image.</summary>
    public static IEnumerable<Wire.Resource> Tell(IReadOnlyList<AppContainer> party, IReadOnlyList<Container> running, IReadOnlyList<AppContainer> image)
    {
        Dictionary<string, Wire.Resource> told = [];
        IEnumerable<(string? Name, ResourceRequirements? Amounts)> all =
        [
            .. party.Select(c => (c.Name, c.Resources)), .. running.Select(c => ((string?)c.Name, c.Resources)), .. image.Select(c => (c.Name, c.Resources)),
        ];
        foreach ((string? name, ResourceRequirements? amounts) in all)
        {
            told.TryAdd(name ?? "", new Wire.Resource
            {
                ContainerName = name ?? "",
                MinCpu = Text(amounts?.Requests, "cpu"),
                MaxCpu = Text(amounts?.Limits, "cpu"),
                MinMemory = Text(amounts?.Requests, "memory"),
                MaxMemory = Text(amounts?.Limits, "memory"),
            });
        }

        return told.Values;
    }

    private static string Or(string first, string second) => first.Length > 0 ? first : second;

    private static string Text(IReadOnlyDictionary<string, IntOrString>? amounts, string name) => amounts?.GetValueOrDefault(name).Text ?? "";

    private static IEnumerable<string?> Faults(Wire.Resource given, Wire.ServingParty party, bool isNew)
    {
        foreach ((string name, string text) in new[] { ("min_cpu", given.MinCpu), ("min_memory", given.MinMemory), ("max_cpu", given.MaxCpu), ("max_memory", given.MaxMemory) })
        {
            if (text.Length > 0 && !Quantity.TryParse(text, out _))
            {
                string about = isNew ? $"resource {name} {RequestCheck.Shown(text)} format is invalid for party domain_id/role {party.DomainId}/{party.Role}, " : "";
                yield return about + RequestCheck.QuantityRule;
            }
        }
    }

    // The same instance when nothing changes: an amount that is written otherwise but equal stays as it is stored.
    private static ResourceRequirements? Apply(ResourceRequirements? stored, Wire.Resource given)
    {
        IReadOnlyDictionary<string, IntOrString>? requests = Apply(stored?.Requests, given.MinCpu, given.MinMemory);
        IReadOnlyDictionary<string, IntOrString>? limits = Apply(stored?.Limits, given.MaxCpu, given.MaxMemory);
        return ReferenceEquals(requests, stored?.Requests) && ReferenceEquals(limits, stored?.Limits) ? stored : new ResourceRequirements { Requests = requests, Limits = limits };
    }

    private static IReadOnlyDictionary<string, IntOrString>? Apply(IReadOnlyDictionary<string, IntOrString>? stored, string cpu, string memory)
    {
        Dictionary<string, IntOrString> amounts = new(stored ?? new Dictionary<string, IntOrString>());
        bool changed = Put(amounts, "cpu", cpu) | Put(amounts, "memory", memory);
        return changed ? amounts : stored;
    }

    private static bool Put(Dictionary<string, IntOrString> amounts, string name, string given)
    {
        if (given.Length == 0 || (Quantity.TryParse(amounts.GetValueOrDefault(name).Text, out Quantity old) && old == Quantity.Parse(given)))
        {
            return false;
        }

        amounts[name] = IntOrString.FromString(Quantity.Parse(given).ToString());
        return true;
    }
}
