using System.CommandLine;
using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Node.Samples;

namespace Kuscia.Node.Commands;

/// <summary><c>kuscia job example</c>: what <c>scripts/user/create_example_job.sh</c> does.</summary>
internal static class JobCommand
{
    public static Command Create()
    {
        Argument<string> example = new("EXAMPLE") { Description = "PSI or NSJAIL_PSI", DefaultValueFactory = _ => "PSI" };
        Argument<string> name = new("JOB_NAME") { Description = "name of the job", DefaultValueFactory = _ => "" };
        Option<long> bandwidth = new("--bandwidth")
        {
            Description = "limit between the parties in KiB/s; 0 for none",
            DefaultValueFactory = _ => ExamplePsiJob.GuideBandwidth,
        };
        Option<string> output = new("--output")
        {
            Description = $"id of the result; default {ExamplePsiJob.GuideOutput}, or JOB_NAME-output when that is taken",
            DefaultValueFactory = _ => "",
        };
        Command create = new("example", "Submit the two-party PSI job of the guides") { example, name, bandwidth, output };
        create.SetAction(async (result, cancellationToken) =>
        {
            string app = result.GetValue(example) switch
            {
                "PSI" => "secretflow-image",
                "NSJAIL_PSI" => "secretflow-nsjail-image",
                { } other => throw new CommandException($"EXAMPLE: '{other}' is not allowed; it must be PSI or NSJAIL_PSI (usage: create_example_job.sh [PSI|NSJAIL_PSI] [JOB_NAME])"),
                null => throw new CommandException("EXAMPLE is missing"),
            };
            await SubmitAsync(app, result.GetValue(name) ?? "", result.GetValue(bandwidth), result.GetValue(output) ?? "", cancellationToken);
            return 0;
        });
        return new Command("job", "Jobs") { create };
    }

    private static async Task SubmitAsync(string appImage, string name, long bandwidth, string output, CancellationToken cancellationToken)
    {
        if (bandwidth < 0)
        {
            throw new CommandException($"--bandwidth: {bandwidth} is not allowed; it must be a number of KiB/s, or 0 for no limit");
        }

        string job = name.Length > 0
            ? name
            : "secretflow-task-" + TimeProvider.System.GetLocalNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        // The example's task is JOB_NAME-single-psi.
        if ((IdentifierRules.Job.Fault(job) ?? IdentifierRules.Task.Fault(ExamplePsiJob.TaskId(job))) is { } fault)
        {
            throw new CommandException($"JOB_NAME: '{job}' is not allowed; with its task, {ExamplePsiJob.TaskId(job)}, {fault}");
        }

        using NodeRoot root = NodeRoot.Open();
        string self = await SelfDomainAsync(root, cancellationToken);
        bool exists = await root.Client.GetAsync(Kinds.KusciaJob, new ResourceName(WellKnownNames.CrossDomainNamespace, job), cancellationToken) is not null;
        if (exists)
        {
            throw new CommandException($"JOB_NAME: a job '{job}' exists already and runs only once; choose another name, or delete it first: kubectl delete kj {job} -n {WellKnownNames.CrossDomainNamespace}");
        }

        // A job writes new ids and files only; the example is run again and again.
        bool taken = output.Length == 0 && await root.Client.GetAsync(Kinds.DomainData, new ResourceName(self, ExamplePsiJob.GuideOutput), cancellationToken) is not null;
        output = output.Length > 0 ? output : taken ? $"{(job.Length > 56 ? job[..56] : job)}-output" : ExamplePsiJob.GuideOutput;
        if (IdentifierRules.DomainData.Fault(output) is { } wrong)
        {
            throw new CommandException($"--output: '{output}' is not allowed; {wrong}");
        }

        await root.ApplyAsync(Kinds.KusciaJob, ExamplePsiJob.Create(job, self == "bob" ? "bob" : "alice", appImage, bandwidth, output), cancellationToken);
        await Console.Out.WriteLineAsync($"Job '{job}' created successfully. You can use the following command to view the status of the job: kubectl get kj -n {WellKnownNames.CrossDomainNamespace}");
        if (output != ExamplePsiJob.GuideOutput)
        {
            await Console.Out.WriteLineAsync($"The result will be DomainData '{output}' in var/storage/data/{output}.csv.");
        }
    }

    private static async Task<string> SelfDomainAsync(NodeRoot root, CancellationToken cancellationToken)
    {
        ResourceList<Domain> domains = await root.Client.ListAsync(Kinds.Domain, null, Client.Resources.ListOptions.All, cancellationToken);
        return domains.Items.FirstOrDefault(d => string.IsNullOrEmpty(d.Spec?.Role))?.Metadata.Name ?? "";
    }
}
