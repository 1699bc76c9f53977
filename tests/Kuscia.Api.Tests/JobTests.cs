using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Api.Tests;

public class JobTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static string Body(string id) => $$$"""
        {"job_id":"{{{id}}}","initiator":"alice","max_parallelism":2,"custom_fields":{"owner":"ops"},"tasks":[{"app_image":"secretflow-image","alias":"psi","taskInputConfig":"{}",
         "parties":[{"domain_id":"alice","bandwidth_limits":[{"destination_id":"bob","limit_kbps":"100"}]},{"domainId":"bob","resources":{"cpu":"1"}}]}]}
        """;

    [Fact]
    public async Task Created_job_is_stored_best_effort_in_cross_domain()
    {
        JsonNode answer = await api.PostAsync("/api/v1/job/create", Body("stored"));

        KusciaJob job = await api.Store.GetAsync(Kinds.KusciaJob, new ResourceName("cross-domain", "stored"), CancellationToken.None) ?? throw new InvalidOperationException("not stored");
        Assert.Equal("stored", answer["data"]!["job_id"]!.GetValue<string>());
        Assert.Equal(("BestEffort", 2, "alice"), (job.Spec?.ScheduleMode, job.Spec?.MaxParallelism, job.Spec?.Initiator));
        Assert.Equal("{}", job.Spec?.Tasks?[0].TaskInputConfig);
        Assert.Equal(100, job.Spec?.Tasks?[0].Parties?[0].BandwidthLimits?[0].LimitKBps);
        Assert.Equal("1", job.Spec?.Tasks?[0].Parties?[1].Resources?.Requests?["cpu"].Text);
        Assert.Equal("ops", job.Metadata.Label("kuscia.job.custom-fields/owner"));
    }

    [Fact]
    public async Task Query_tells_the_job_in_snake_case_with_64_bit_numbers_as_text()
    {
        await api.PostAsync("/api/v1/job/create", Body("asked"));

        JsonNode data = (await api.PostAsync("/api/v1/job/query", """{"job_id":"asked"}"""))["data"]!;

        Assert.Equal("Pending", data["status"]!["state"]!.GetValue<string>());
        Assert.Equal("100", data["tasks"]![0]!["parties"]![0]!["bandwidth_limits"]![0]!["limit_kbps"]!.GetValue<string>());
        Assert.Equal("ops", data["custom_fields"]!["owner"]!.GetValue<string>());
        Assert.Equal("", data["status"]!["end_time"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("Bad_Id", "x", "Field \"tasks[0].task_id\" is invalid, invalid value: \"Bad_Id\": it must be 1 to 63 lower-case letters, digits and '-' (no dots)")]
    [InlineData("t.x.1", "x", "Field \"tasks[0].task_id\" is invalid, invalid value: \"t.x.1\"")]
    [InlineData("same", "same", "Field \"tasks[1].task_id\" is invalid, invalid value: \"same\": tasks[0] has the same; give each task an id of its own, or none")]
    public async Task Task_id_that_can_name_no_task_is_11201(string first, string second, string message)
    {
        (int code, string said) = await api.OutcomeAsync("/api/v1/job/create", $$$"""
            {"job_id":"ids","initiator":"alice","tasks":[{"app_image":"e","alias":"a","task_id":"{{{first}}}","parties":[{"domain_id":"alice"}]},
             {"app_image":"e","alias":"b","task_id":"{{{second}}}","parties":[{"domain_id":"alice"}]}]}
            """);

        Assert.Equal(11201, code);
        Assert.StartsWith(message, said, StringComparison.Ordinal);
        Assert.Null(await api.Store.GetAsync(Kinds.KusciaJob, new ResourceName("cross-domain", "ids"), CancellationToken.None));
    }

    [Fact]
    public async Task Task_id_of_another_job_is_refused_and_that_jobs_task_is_not_told_as_this_ones()
    {
        KusciaTask foreign = new()
        {
            Metadata = new ObjectMeta
            {
                Name = "foreign-1",
                Namespace = "cross-domain",
                Labels = new Dictionary<string, string> { [WellKnownLabels.JobUid] = "other" },
                Annotations = new Dictionary<string, string> { [WellKnownAnnotations.JobId] = "first" },
            },
            Status = new KusciaTaskStatus { Phase = "Succeeded" },
        };
        await api.Store.CreateAsync(Kinds.KusciaTask, foreign, CancellationToken.None);
        KusciaTaskTemplate template = new() { Alias = "a", TaskID = "foreign-1", AppImage = "e", TaskInputConfig = "", Parties = [new JobParty { DomainID = "alice" }] };
        KusciaJob applied = new() { Metadata = new ObjectMeta { Name = "second", Namespace = "cross-domain" }, Spec = new KusciaJobSpec { Initiator = "alice", Tasks = [template] } };
        await api.Store.CreateAsync(Kinds.KusciaJob, applied, CancellationToken.None);

        (int code, string said) = await api.OutcomeAsync(
            "/api/v1/job/create", """{"job_id":"third","initiator":"alice","tasks":[{"app_image":"e","alias":"a","task_id":"foreign-1","parties":[{"domain_id":"alice"}]}]}""");
        JsonNode told = await api.PostAsync("/api/v1/job/query", """{"job_id":"second"}""");

        Assert.Equal((11201, "Field \"tasks[0].task_id\" is invalid, invalid value: \"foreign-1\": a task of job first has it; choose another one, or none"), (code, said));
        Assert.Equal("Pending", told["data"]!["status"]!["tasks"]![0]!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Duplicate_job_is_11201()
    {
        await api.PostAsync("/api/v1/job/create", Body("twice"));

        JsonNode answer = await api.PostAsync("/api/v1/job/create", Body("twice"));

        Assert.Equal(11201, answer["status"]!["code"]!.GetValue<int>());
        Assert.Contains("already exists", answer["status"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"job_id":"Bad_Name","initiator":"alice","tasks":[{}]}""", "job_id")]
    [InlineData("""{"job_id":"a","initiator":"bob","tasks":[{}]}""", "initiator must be alice")]
    [InlineData("""{"job_id":"a","initiator":"alice"}""", "tasks")]
    [InlineData("""{"job_id":"a","initiator":"alice","tasks":[{"alias":"x","app_image":"y"}]}""", "parties can not be empty on tasks[0]")]
    [InlineData("""{"job_id":"a","initiator":"alice","tasks":[{"alias":"x","app_image":"y","parties":[{"domain_id":"alice","resources":{"cpu":"much"}}]}]}""", "input cpu resource")]
    [InlineData("""{"job_id":"a","initiator":"alice","tasks":[{"alias":"x","app_image":"y","parties":[{"domain_id":"alice","resources":{"cpu":"-1"}}]}]}""", "tasks[0].parties[0].resources.cpu")]
    [InlineData("""{"job_id":"a","initiator":"alice","tasks":[{"alias":"x","app_image":"y","parties":[{"domain_id":"alice","resources":{"memory":"-1Gi"}}]}]}""", "tasks[0].parties[0].resources.memory")]
    [InlineData("""{"job_id":"a","initiator":"alice","tasks":[{"alias":"x","app_image":"y","parties":[{"domain_id":"alice","bandwidth_limits":[{"destination_id":"b"}]}]}]}""", "limit_kbps")]
    [InlineData("""{"job_id":"a","initiator":"alice","tasks":[{"alias":"x","app_image":"y","parties":[{"domain_id":"al.ice"}]}]}""", "tasks[0].parties[0].domain_id")]
    [InlineData("""{"job_id":"a","initiator":"alice","tasks":[{"alias":"x","app_image":"y","parties":[{"domain_id":"cross-domain"}]}]}""", "belongs to the system")]
    [InlineData("""{"job_id":"a","initiator":"alice","tasks":[{"alias":"x","app_image":"y","parties":[{"domain_id":"alice","role":"Guest"}]}]}""", "tasks[0].parties[0].role")]
    [InlineData("""{"job_id":"a","initiator":"alice","tasks":[{"alias":"x","app_image":"No/Image","parties":[{"domain_id":"alice"}]}]}""", "tasks[0].app_image")]
    [InlineData("""{"job_id":"a","initiator":"alice","tasks":[{"alias":"x\ny","app_image":"y","parties":[{"domain_id":"alice"}]}]}""", "tasks[0].alias")]
    [InlineData("""{"job_id":"a","initiator":"alice","tasks":[{"alias":"x","app_image":"y","parties":[{"domain_id":"alice","bandwidth_limits":[{"destination_id":"B","limit_kbps":"1"}]}]}]}""", "bandwidth_limits[0].destination_id")]
    public async Task Faulty_request_is_11100_and_names_the_field(string body, string named)
    {
        JsonNode answer = await api.PostAsync("/api/v1/job/create", body);

        Assert.Equal(11100, answer["status"]!["code"]!.GetValue<int>());
        Assert.Contains(named, answer["status"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_labels_the_job_with_a_rising_version()
    {
        await api.PostAsync("/api/v1/job/create", Body("halted"));

        await api.PostAsync("/api/v1/job/stop", """{"job_id":"halted"}""");

        KusciaJob? job = await api.Store.GetAsync(Kinds.KusciaJob, new ResourceName("cross-domain", "halted"), CancellationToken.None);
        Assert.Equal(("Stop", "alice", "1"), (job?.Metadata.Label(WellKnownLabels.JobStage), job?.Metadata.Label(WellKnownLabels.JobStageTrigger), job?.Metadata.Label(WellKnownLabels.JobStageVersion)));
    }

    [Theory]
    [InlineData("suspend", "Running", 0)]
    [InlineData("suspend", "Pending", 11210)]
    [InlineData("restart", "Failed", 0)]
    [InlineData("restart", "Suspended", 0)]
    [InlineData("restart", "Running", 11211)]
    [InlineData("cancel", "Running", 0)]
    public async Task Command_is_taken_in_the_phases_it_makes_sense_in(string command, string phase, int code)
    {
        string id = $"c-{command}-{phase.ToLowerInvariant()}";
        await api.PostAsync("/api/v1/job/create", Body(id));
        await api.Store.PatchAsync(Kinds.KusciaJob, new ResourceName("cross-domain", id), JsonNode.Parse($$$"""{"status":{"phase":"{{{phase}}}"}}""")!, "status", CancellationToken.None);

        (int actual, string message) = await api.OutcomeAsync($"/api/v1/job/{command}", $$$"""{"job_id":"{{{id}}}"}""");

        Assert.True(code == actual, message);
    }

    [Theory]
    [InlineData("1", "JobAccepted")]
    [InlineData("\"APPROVE_RESULT_REJECT\"", "JobRejected")]
    public async Task Owner_approves_for_all_its_domains(string result, string expected)
    {
        string id = "a-" + expected.ToLowerInvariant();
        await api.PostAsync("/api/v1/job/create", Body(id));
        ResourceName name = new("cross-domain", id);
        await api.Store.PatchAsync(Kinds.KusciaJob, name, JsonNode.Parse("""{"metadata":{"annotations":{"kuscia.secretflow/interconn-self-parties":"alice_carol"}}}""")!, null, CancellationToken.None);

        await api.PostAsync("/api/v1/job/approve", $$$"""{"job_id":"{{{id}}}","result":{{{result}}}}""");

        KusciaJob? job = await api.Store.GetAsync(Kinds.KusciaJob, name, CancellationToken.None);
        Assert.Equal((expected, expected), (job?.Status?.ApproveStatus?["alice"], job?.Status?.ApproveStatus?["carol"]));
    }

    [Theory]
    [InlineData("query", 11202)]
    [InlineData("delete", 11204)]
    [InlineData("stop", 11205)]
    public async Task Missing_job_has_the_code_of_the_operation(string operation, int code)
    {
        JsonNode answer = await api.PostAsync($"/api/v1/job/{operation}", """{"job_id":"missing"}""");

        Assert.Equal(code, answer["status"]!["code"]!.GetValue<int>());
        Assert.Equal("kusciajobs.kuscia.secretflow \"missing\" not found", answer["status"]!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Failed_job_tells_the_message_of_the_party()
    {
        await api.PostAsync("/api/v1/job/create", Body("broken"));
        ResourceName name = new("cross-domain", "broken");
        await api.Store.PatchAsync(Kinds.KusciaJob, name, JsonNode.Parse("""{"spec":{"tasks":[{"alias":"psi","taskID":"broken-1","appImage":"x","taskInputConfig":"","parties":[]}]}}""")!, null, CancellationToken.None);
        await api.Store.PatchAsync(Kinds.KusciaJob, name, JsonNode.Parse("""{"status":{"phase":"Failed"}}""")!, "status", CancellationToken.None);
        KusciaTask task = new() { Metadata = new ObjectMeta { Name = "broken-1", Namespace = "cross-domain" }, Spec = new KusciaTaskSpec { Initiator = "alice" } };
        await api.Store.CreateAsync(Kinds.KusciaTask, task, CancellationToken.None);
        await api.Store.PatchAsync(
            Kinds.KusciaTask, task.Identity, JsonNode.Parse("""{"status":{"phase":"Failed","partyTaskStatus":[{"domainID":"bob","phase":"Failed","message":"exit code 7"}]}}""")!, "status", CancellationToken.None);

        JsonNode answer = await api.PostAsync("/api/v1/job/status/batchQuery", """{"job_ids":["broken"]}""");

        Assert.Equal("Task[psi]-Party[bob]: exit code 7", answer["data"]!["jobs"]![0]!["status"]!["err_msg"]!.GetValue<string>());
    }
}
