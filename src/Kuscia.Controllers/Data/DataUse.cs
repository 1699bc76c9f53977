using Kuscia.Model;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Data;

/// <summary>
/// Decides whether a task may read and write what its config names in the namespaces of own domains: it reads what was made here and, when a partner started
/// the job, granted here to the one who did; it writes new ids and new files, or those the same job has made. Pure.
/// </summary>
internal static class DataUse
{
    /// <summary>Every fault as a sentence that names the id and the cure; empty for a task that may start.</summary>
    public static IReadOnlyList<string> Faults(DataUseView view)
    {
        if (!view.Names.Any)
        {
            return [];
        }

        List<string> faults = [];
        foreach (string domain in view.OwnParties)
        {
            CheckInputs(view, domain, faults);
            CheckOutputs(view, domain, faults);
        }

        return [.. faults.Distinct()];
    }

    private static void CheckInputs(DataUseView view, string domain, List<string> faults)
    {
        bool reads = false;
        List<string> unknown = [];
        foreach (string id in view.Names.Inputs)
        {
            DomainData? data = view.Find(domain, id);
            if (data is null && view.MadeByOthers.Contains(id))
            {
                reads = true;
            }
            else if (data is null)
            {
                unknown.Add(id);
            }
            else if (data.Spec?.Author == domain)
            {
                reads = true;
                if (!view.IsStartedHere && !view.IsMadeByJob(data) && !view.IsGranted(domain, id))
                {
                    faults.Add($"DomainData \"{id}\" of {domain} is not granted to {view.Initiator}; grant it to {view.Initiator} and submit the job anew");
                }
            }
        }

        if (!reads && unknown.Count > 0)
        {
            string names = string.Join(", ", unknown.Select(u => $"\"{u}\""));
            faults.Add($"none of the inputs is data of {domain}: {names} {(unknown.Count == 1 ? "is" : "are")} not registered there; register the table of {domain} and name its id");
        }
    }

    private static void CheckOutputs(DataUseView view, string domain, List<string> faults)
    {
        foreach (string id in view.Names.Outputs)
        {
            if (view.Find(domain, id) is { } existing && existing.Spec?.Author == domain && !view.IsMadeByJob(existing))
            {
                faults.Add($"output \"{id}\" exists in {domain} already and was not made by this job; name another id, or delete that DomainData and its file");
            }
        }

        string source = view.Names.Sources.GetValueOrDefault(domain, WellKnownNames.DefaultDataSource);
        foreach (string path in view.Names.OutputPaths)
        {
            if (DataPaths.Normal(path) is not { } normal)
            {
                faults.Add($"output path \"{path}\" leads out of its data source; name a path below it");
            }
            else if (view.Own(domain).FirstOrDefault(d => (d.Spec?.DataSource ?? source) == source && DataPaths.Overlap(d.Spec?.RelativeURI, normal) && !view.IsMadeByJob(d)) is { } owner)
            {
                // The sentence goes to who started the job, and an id that he did not write himself is none of his business.
                bool isKnown = view.IsStartedHere || view.Names.Inputs.Contains(owner.Metadata.Name ?? "") || view.Names.Outputs.Contains(owner.Metadata.Name ?? "");
                string data = isKnown ? $"DomainData \"{owner.Metadata.Name}\"" : "other data";
                faults.Add($"output path \"{path}\" belongs to {data} of {domain}; name another path");
            }
        }
    }
}
