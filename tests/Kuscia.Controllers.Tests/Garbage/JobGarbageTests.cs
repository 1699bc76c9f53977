using Kuscia.Controllers.Garbage;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tests.Garbage;

public class JobGarbageTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);

    private static KusciaJob Job(string name, string @namespace, double? hoursAgo) => new()
    {
        Metadata = new ObjectMeta { Namespace = @namespace, Name = name },
        Status = new KusciaJobStatus { CompletionTime = hoursAgo is { } hours ? Now - TimeSpan.FromHours(hours) : null },
    };

    [Fact]
    public void Only_jobs_of_the_cross_domain_namespace_that_completed_long_ago_are_outdated()
    {
        KusciaJob[] jobs = [Job("old", "cross-domain", 721), Job("young", "cross-domain", 719), Job("running", "cross-domain", null), Job("mirror", "bob", 800)];

        Assert.Equal(["old"], JobGarbageController.Outdated(jobs, TimeSpan.FromHours(720), Now).Select(j => j.Metadata.Name));
    }
}
