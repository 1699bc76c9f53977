using Kuscia.Controllers.Jobs;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using static Kuscia.Controllers.Tests.Jobs.JobSamples;

namespace Kuscia.Controllers.Tests.Jobs;

public sealed class JobReconcilerTests
{
    public static TheoryData<string, KusciaTaskTemplate[], string> Faulty => new()
    {
        { "unknown party", [Task("a", "alice", "dave")], "party \"dave\" is not a domain of this cluster" },
        { "unknown image", [Task("a", "alice") with { AppImage = "nope" }], "AppImage \"nope\" does not exist" },
        { "unknown dependency", [Task("a", "alice") with { Dependencies = ["x"] }], "validate failed: task a has not exist dependency task x" },
        { "cycle", [Task("a", "alice") with { Dependencies = ["b"] }, Task("b", "alice") with { Dependencies = ["a"] }], "validate failed: cycled dependencies" },
        { "no task", [], "the job has no task" },
        { "same alias", [Task("a", "alice"), Task("a", "alice") with { TaskID = "t-2" }], "two tasks have the alias \"a\"" },
        { "other protocol", [Task("a", "alice", "old")], "speaks the protocol bfia" },
        { "no party", [Task("a")], "task \"a\" has no party" },
        { "task id", [Task("a", "alice") with { TaskID = "Bad_Id" }], "taskID \"Bad_Id\" of task \"a\" is not allowed: it must be 1 to 63 lower-case letters" },
        { "task id with dots", [Task("a", "alice") with { TaskID = "t.x.1" }], "taskID \"t.x.1\" of task \"a\" is not allowed" },
        { "same task id", [Task("a", "alice"), Task("b", "alice") with { TaskID = "t-a" }], "the tasks \"a\", \"b\" have one taskID, \"t-a\"; give each its own, or none" },
        { "role", [Task("a", "alice") with { Parties = [new JobParty { DomainID = "alice", Role = "Guest" }] }], "role \"Guest\" of party \"alice\" of task \"a\" is not allowed" },
        { "party that is no domain", [Task("a", "alice", "Al_ice")], "party \"Al_ice\" of task \"a\" is not allowed: domain id 'Al_ice' is no DNS label" },
        { "limit", [Limited("Bo_b")], "bandwidth limit for \"Bo_b\" of party \"alice\" of task \"a\" is not allowed" },
        { "amount", [Granted("-1", "1")], "requests cpu -1 is not allowed; it must be a quantity of 0 or more" },
        { "request above limit", [Granted("2", "1")], "the request cpu 2 is above the limit 1" },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void A_faulty_job_fails_validation_and_says_why(string name, KusciaTaskTemplate[] tasks, string expected)
    {
        JobOutcome outcome = Reconciler().Reconcile(View(Job(null, tasks)), Now);

        Assert.Equal((JobPhase.Failed, "ValidateFailed"), (outcome.Status.Phase, outcome.Status.Reason));
        Assert.Contains(expected, outcome.Status.Message, StringComparison.Ordinal);
        Condition? condition = outcome.Status.Conditions.Find("JobValidated");
        Assert.Equal("False", condition?.Status);
        Assert.StartsWith("Validate job failed, ", condition?.Message, StringComparison.Ordinal);
        Assert.NotEmpty(name);
    }

    [Fact]
    public void A_job_name_that_no_partner_could_take_is_refused_with_the_rule()
    {
        KusciaJob job = Job(null, Task("a", "alice"));

        JobOutcome outcome = Reconciler().Reconcile(View(job with { Metadata = job.Metadata with { Name = new string('j', 64) } }), Now);

        Assert.Equal((JobPhase.Failed, "ValidateFailed"), (outcome.Status.Phase, outcome.Status.Reason));
        Assert.Contains("is not allowed: it must be 1 to 63 lower-case letters, digits, '-' and '.'", outcome.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_made_here_in_the_name_of_a_partner_is_refused_not_waited_for()
    {
        KusciaJob job = Job(null, Task("a", "alice", "bob"));

        JobOutcome outcome = Reconciler().Reconcile(View(job with { Spec = job.Spec! with { Initiator = "bob" } }), Now);

        Assert.Equal((JobPhase.Failed, "ValidateFailed"), (outcome.Status.Phase, outcome.Status.Reason));
        Assert.Contains("initiator \"bob\" is a partner, and a job is created in the cluster of its initiator", outcome.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_id_of_a_job_that_came_before_is_refused_with_its_name()
    {
        KusciaJob before = Job(JobPhase.AwaitingApproval, Task("x", "alice") with { TaskID = "t-a" }) with { Metadata = new ObjectMeta { Name = "first", Uid = "u0", CreationTimestamp = Now } };
        KusciaJob over = before with { Metadata = before.Metadata with { Name = "over", Uid = "u9" }, Status = before.Status! with { Phase = JobPhase.Failed, CompletionTime = Now } };
        KusciaJob job = Job(null, Task("a", "alice"));

        JobOutcome outcome = Reconciler().Reconcile(View(job) with { TakenTaskIds = TaskIdClaims.Of(job, [before, over, job]) }, Now);

        Assert.Contains("taskID \"t-a\" of task \"a\" is that of a task of job \"first\"", outcome.Status.Message, StringComparison.Ordinal);
        Assert.Empty(TaskIdClaims.Of(job, [over, job]));
    }

    [Fact]
    public void Of_two_new_jobs_with_one_task_id_the_older_keeps_it()
    {
        KusciaJob older = Job(null, Task("a", "alice")) with { Metadata = new ObjectMeta { Name = "older", Uid = "u9", CreationTimestamp = Now.AddSeconds(-1) } };
        KusciaJob younger = Job(null, Task("a", "alice"));

        Assert.Equal("older", TaskIdClaims.Of(younger, [older, younger])["t-a"]);
        Assert.Empty(TaskIdClaims.Of(older, [older, younger]));
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        JobOutcome outcome = Reconciler().Reconcile(View(Job(null, Task("a", "alice", "dave") with { AppImage = "nope" })), Now);

        Assert.Contains("\"dave\"", outcome.Status.Message, StringComparison.Ordinal);
        Assert.Contains("\"nope\"", outcome.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_with_own_parties_only_goes_to_pending()
    {
        JobOutcome outcome = Reconciler().Reconcile(View(Job(null, Task("a", "alice", "alice2"))), Now);

        Assert.Equal(JobPhase.Pending, outcome.Status.Phase);
        Assert.Equal("alice_alice2", outcome.Job.Metadata.Annotation(WellKnownAnnotations.InterconnSelfParties));
        Assert.Null(outcome.Job.Metadata.Annotation(WellKnownAnnotations.InterconnKusciaParties));
    }

    [Fact]
    public void A_job_with_a_partner_is_annotated_and_awaits_approval()
    {
        JobOutcome outcome = Reconciler().Reconcile(View(Job(null, Task("a", "alice", "bob"))), Now);

        Assert.Equal(JobPhase.AwaitingApproval, outcome.Status.Phase);
        Assert.Equal("bob", outcome.Job.Metadata.Annotation(WellKnownAnnotations.InterconnKusciaParties));
        Assert.Equal("true", outcome.Job.Metadata.Annotation(WellKnownAnnotations.SelfClusterAsInitiator));
        Assert.Equal(JobApproval.Accepted, outcome.Status.ApproveStatus?["alice"]);
        Assert.Equal("JobCreateStageSucceeded", outcome.Status.StageStatus?["alice"]);
        Assert.False(outcome.Status.ApproveStatus?.ContainsKey("bob"));
    }

    [Fact]
    public void Data_that_nobody_sees_fails_a_job_without_partners_at_once()
    {
        KusciaTaskTemplate task = Task("a", "alice") with { TaskInputConfig = """{"sf_input_ids":["alice-table","lost"]}""" };

        JobOutcome outcome = Reconciler().Reconcile(View(Job(null, task)), Now);

        Assert.Equal("ValidateFailed", outcome.Status.Reason);
        Assert.Contains("DomainData \"lost\" is visible to no domain", outcome.Status.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("alice-table", outcome.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_a_partner_may_arrive_a_little_later()
    {
        KusciaTaskTemplate task = Task("a", "alice", "bob") with { TaskInputConfig = """{"sf_input_ids":["bob-table"]}""" };

        JobOutcome early = Reconciler().Reconcile(View(Job(null, task)), Now.AddSeconds(4));
        JobOutcome late = Reconciler().Reconcile(View(Job(null, task)), Now.AddSeconds(11));

        Assert.Equal((JobPhase.Initialized, TimeSpan.FromSeconds(6)), (early.Status.Phase, early.RetryAfter));
        Assert.Equal("DataNotVisible", early.Status.Conditions.Find("JobValidated")?.Reason);
        Assert.Equal(JobPhase.Failed, late.Status.Phase);
    }

    [Fact]
    public void Data_that_an_earlier_task_writes_need_not_exist()
    {
        KusciaTaskTemplate first = Task("a", "alice") with { TaskInputConfig = """{"sf_input_ids":["alice-table"],"sf_output_ids":["made"]}""" };
        KusciaTaskTemplate second = Task("b", "alice") with { TaskInputConfig = """{"sf_input_ids":["made"]}""", Dependencies = ["a"] };

        JobOutcome outcome = Reconciler().Reconcile(View(Job(null, first, second)), Now);

        Assert.Equal(JobPhase.Pending, outcome.Status.Phase);
    }

    [Fact]
    public void Awaiting_approval_names_who_is_silent()
    {
        KusciaJob job = Annotated(Job(JobPhase.AwaitingApproval, Task("a", "alice", "bob", "carol")));
        job = job with { Status = job.Status! with { ApproveStatus = new Dictionary<string, string> { ["bob"] = JobApproval.Accepted } } };

        JobOutcome outcome = Reconciler().Reconcile(View(job), Now);

        Assert.Equal((JobPhase.AwaitingApproval, "waiting for carol to accept the job"), (outcome.Status.Phase, outcome.Status.Message));
    }

    [Fact]
    public void A_partner_that_never_answers_ends_the_job_when_a_limit_is_set()
    {
        KusciaJob job = Annotated(Job(JobPhase.AwaitingApproval, Task("a", "alice", "bob")));
        JobReconciler reconciler = Reconciler(new JobOptions { PartnerAnswerTimeout = TimeSpan.FromMinutes(5) });

        JobOutcome before = reconciler.Reconcile(View(job), Now.AddMinutes(4));
        JobOutcome after = reconciler.Reconcile(View(job), Now.AddMinutes(6));

        Assert.Equal(TimeSpan.FromMinutes(1), before.RetryAfter);
        Assert.Equal("bob did not accept the job within 300 seconds", after.Status.Message);
    }

    [Fact]
    public void A_second_pass_over_the_outcome_changes_nothing()
    {
        JobOutcome first = Reconciler().Reconcile(View(Job(null, Task("a", "alice", "bob"))), Now);
        KusciaJob stored = first.Job with { Status = first.Status };

        JobOutcome waiting = Reconciler().Reconcile(View(stored), Now.AddSeconds(1));
        JobOutcome again = Reconciler().Reconcile(View(waiting.Job with { Status = waiting.Status }), Now.AddSeconds(2));

        Assert.Same(waiting.Status, again.Status);
    }

    private static KusciaJob Annotated(KusciaJob job) => job with
    {
        Metadata = job.Metadata with
        {
            Annotations = new Dictionary<string, string> { [WellKnownAnnotations.SelfClusterAsInitiator] = "true", [WellKnownAnnotations.InterconnKusciaParties] = "bob" },
        },
    };

    private static KusciaTaskTemplate Limited(string destination) =>
        Task("a", "alice") with { Parties = [new JobParty { DomainID = "alice", BandwidthLimits = [new BandwidthLimit { DestinationID = destination, LimitKBps = 1 }] }] };

    private static KusciaTaskTemplate Granted(string request, string limit) => Task("a", "alice") with
    {
        Parties =
        [
            new JobParty
            {
                DomainID = "alice",
                Resources = new ResourceRequirements
                {
                    Requests = new Dictionary<string, IntOrString> { ["cpu"] = IntOrString.FromString(request) },
                    Limits = new Dictionary<string, IntOrString> { ["cpu"] = IntOrString.FromString(limit) },
                },
            },
        ],
    };

    [Theory]
    [InlineData("alice")]
    [InlineData("bob")]
    public void Every_own_party_approves_a_job_from_outside_whoever_is_said_to_have_started_it(string initiator)
    {
        KusciaJob job = JobSamples.Job(JobPhase.AwaitingApproval, JobSamples.Task("a", "alice", "bob"));
        job = job with
        {
            Metadata = job.Metadata with { Annotations = new Dictionary<string, string> { [WellKnownAnnotations.SelfClusterAsInitiator] = "false" } },
            Spec = job.Spec! with { Initiator = initiator },
            Status = job.Status! with { ApproveStatus = new Dictionary<string, string> { ["bob"] = JobApproval.Accepted } },
        };

        JobOutcome outcome = JobSamples.Reconciler(new JobOptions { EnableWorkloadApprove = true }).Reconcile(JobSamples.View(job), JobSamples.Now);

        Assert.Equal(JobPhase.AwaitingApproval, outcome.Status.Phase);
        Assert.Equal("waiting for alice to accept the job", outcome.Status.Message);
    }

    [Fact]
    public void A_job_that_names_data_it_may_not_use_is_refused_with_the_reason()
    {
        KusciaJob job = JobSamples.Job(null, JobSamples.Task("a", "alice", "bob"));

        JobOutcome outcome = JobSamples.Reconciler().Reconcile(JobSamples.View(job) with { DataFaults = ["output \"victim\" exists"] }, JobSamples.Now);

        Assert.Equal((JobPhase.Failed, "ValidateFailed", "Validate job failed, output \"victim\" exists"), (outcome.Status.Phase, outcome.Status.Reason, outcome.Status.Message));
    }
}
