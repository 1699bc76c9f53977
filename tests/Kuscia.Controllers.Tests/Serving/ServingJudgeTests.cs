using Kuscia.Controllers.Serving;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using static Kuscia.Controllers.Tests.Serving.ServingSamples;

namespace Kuscia.Controllers.Tests.Serving;

public sealed class ServingJudgeTests
{
    private static readonly ResourceName OfAlice = new("alice", "sv");

    [Theory]
    [InlineData(1, 1, DeploymentPhase.Available)]
    [InlineData(2, 1, DeploymentPhase.PartialAvailable)]
    [InlineData(2, 0, DeploymentPhase.Progressing)]
    [InlineData(0, 0, DeploymentPhase.Progressing)]
    public void Replicas_decide_the_phase(int replicas, int available, string phase)
    {
        KusciaDeploymentStatus status = Judge(View(Deployed(Party("alice"))), replicas, available);

        Assert.Equal((phase, phase), (status.Phase, status.PartyDeploymentStatuses?["alice"]["sv"].Phase));
        Assert.Equal((1, available > 0 ? 1 : 0), (status.TotalParties, status.AvailableParties));
    }

    [Fact]
    public void A_partner_that_has_not_told_is_waited_for()
    {
        KusciaDeploymentStatus status = Judge(View(Deployed(Party("alice"), Party("bob"))), 1, 1);

        Assert.Equal((DeploymentPhase.Progressing, "domainID: bob, reason: NotHeardYet"), (status.Phase, status.Reason));
    }

    [Fact]
    public void A_failed_partner_fails_the_whole_with_its_own_words_until_it_recovers()
    {
        KusciaDeployment failed = Deployed(Party("alice"), Party("bob")).With(new KusciaDeploymentStatus
        {
            Phase = DeploymentPhase.Failed,
            Reason = "BuildPartyKitInfoFailed",
            Message = "party[bob] deployment failed info: no image",
            PartyDeploymentStatuses = Parts(("bob", DeploymentPhase.Failed)),
        });

        KusciaDeploymentStatus status = Judge(View(failed), 1, 1);
        KusciaDeploymentStatus recovered = Judge(View(failed.With(status with { PartyDeploymentStatuses = Parts(("bob", DeploymentPhase.Available)) })), 1, 1);

        Assert.Equal((DeploymentPhase.Failed, "party[bob] deployment failed info: no image"), (status.Phase, status.Message));
        Assert.Equal((DeploymentPhase.Available, null, null, 2), (recovered.Phase, recovered.Reason, recovered.Message, recovered.AvailableParties));
    }

    [Fact]
    public void The_newest_pod_in_trouble_says_why()
    {
        Pod old = Pod("sv-old", Now, new ContainerState { Running = new ContainerStateRunning() });
        Pod pulling = Pod("sv-new", Now.AddMinutes(1), new ContainerState { Waiting = new ContainerStateWaiting { Reason = "ImagePullBackOff", Message = "no such image" } });

        KusciaDeploymentStatus status = Judge(View(Deployed(Party("alice")), old, pulling), 1, 0);

        Assert.Equal(("domainID: alice, reason: ImagePullBackOff", "no such image"), (status.Reason, status.Message));
    }

    [Fact]
    public void A_status_that_says_the_same_is_not_written_again()
    {
        KusciaDeployment serving = Deployed(Party("alice"));
        KusciaDeploymentStatus status = Judge(View(serving), 1, 1);

        Assert.Same(status, Judge(View(serving.With(status)), 1, 1));
    }

    private static Pod Pod(string name, DateTimeOffset created, ContainerState state) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "alice", CreationTimestamp = created },
        Status = new PodStatus { ContainerStatuses = [new ContainerStatus { Name = "web", State = state }] },
    };

    private static KusciaDeploymentStatus Judge(ServingView view, int replicas, int available) =>
        ServingJudge.Judge(view, new Dictionary<ResourceName, Deployment> { [OfAlice] = Live(replicas, available) }, null, Now.AddMinutes(5));
}
