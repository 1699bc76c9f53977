using Kuscia.Model.Meta;

namespace Kuscia.Model.Tests;

public sealed class IdentifierRulesTests
{
    [Theory]
    [InlineData("job-psi")]
    [InlineData("9digit")]
    [InlineData("very-long-task-name-of-more-than-fifty-characters-abcdef")]
    public void Task_ids_that_the_originals_run_are_accepted(string id) => Assert.Null(IdentifierRules.Task.Fault(id));

    [Theory]
    [InlineData("Bad_Id")]
    [InlineData("Abc")]
    [InlineData("t.x.1")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void A_task_id_that_no_pod_or_service_can_be_named_by_says_what_it_must_be(string id) =>
        Assert.Equal(
            "it must be 1 to 63 lower-case letters, digits and '-' (no dots), beginning and ending with a letter or digit; it begins the names of the task's pods and services on every party",
            IdentifierRules.Task.Fault(id));

    [Theory]
    [InlineData("guest", true)]
    [InlineData("Guest", false)]
    [InlineData("a.b", false)]
    [InlineData("abcdefghijklmnopqrstuvwx", true)]
    [InlineData("abcdefghijklmnopqrstuvwxy", false)]
    public void A_role_fits_a_label_after_the_uid_of_its_task(string role, bool fine) => Assert.Equal(fine, IdentifierRules.Role.Fault(role) is null);

    [Theory]
    [InlineData("a.b.1", true)]
    [InlineData("a..b", false)]
    [InlineData("a.-b", false)]
    [InlineData("Job", false)]
    public void A_job_may_have_dots_between_labels(string job, bool fine) => Assert.Equal(fine, IdentifierRules.Job.Fault(job) is null);

    [Fact]
    public void A_limited_destination_leaves_room_for_the_key_of_its_annotation()
    {
        Assert.Null(IdentifierRules.BandwidthDestination.Fault(new string('a', 47)));
        Assert.NotNull(IdentifierRules.BandwidthDestination.Fault(new string('a', 48)));
        Assert.NotNull(IdentifierRules.BandwidthDestination.Fault("Bob"));
    }

    [Theory]
    [InlineData("job", "job-0123456789ab")]
    [InlineData("a.b.1", "a-b-1-0123456789ab")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-0123456789ab")]
    public void A_generated_task_id_is_a_task_id_whatever_the_job_is_called(string job, string expected)
    {
        string id = IdentifierRules.GenerateTaskId(job, "0123456789ab");

        Assert.Equal(expected, id);
        Assert.Null(IdentifierRules.Task.Fault(id));
    }
}
