using System.IO.Compression;
using System.Text;
using Kuscia.Agent.Tests.Support;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using static Kuscia.Agent.Tests.Support.AgentWorld;

namespace Kuscia.Agent.Tests.Hooks;

public class ContainerContentTests
{
    private static async Task<Dictionary<string, string>> EnvironmentOfAsync(AgentWorld world, string pod)
    {
        await world.WaitForPhaseAsync(pod, "Succeeded");
        string[] lines = (await world.ReadLogAsync(pod)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Where(l => l.Contains('=', StringComparison.Ordinal)).Select(l => l.Split('=', 2)).ToDictionary(l => l[0], l => l[1]);
    }

    [Fact]
    public async Task Environment_comes_from_node_config_and_pod_and_nothing_else_leaks()
    {
        await using AgentWorld world = await StartAsync(o => o with { EngineDirectory = "/opt/engines" });
        Environment.SetEnvironmentVariable("KUSCIA_TEST_SECRET", "hidden");
        await world.Client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = new ObjectMeta { Namespace = Domain, Name = "cm" }, Data = new Dictionary<string, string> { ["K"] = "from-map" } }, CancellationToken.None);
        await world.Client.CreateAsync(Kinds.Secret, new Secret { Metadata = new ObjectMeta { Namespace = Domain, Name = "s" }, Data = new Dictionary<string, byte[]> { ["P"] = "pass"u8.ToArray() } }, CancellationToken.None);
        EnvVar[] variables =
        [
            new() { Name = "FIRST", Value = "1" },
            new() { Name = "SECOND", Value = "$(FIRST)-$(PRE_K)" },
            new() { Name = "lower", Value = "x" },
            new() { Name = "odd.name", Value = "y" },
            new() { Name = "POD", ValueFrom = new EnvVarSource { FieldRef = new ObjectFieldSelector { FieldPath = "metadata.name" } } },
            new() { Name = "LABEL", ValueFrom = new EnvVarSource { FieldRef = new ObjectFieldSelector { FieldPath = "metadata.labels['a/b']" } } },
            new() { Name = "PASS", ValueFrom = new EnvVarSource { SecretKeyRef = new KeySelector { Name = "s", Key = "P" } } },
            new() { Name = "NONE", ValueFrom = new EnvVarSource { ConfigMapKeyRef = new KeySelector { Name = "cm", Key = "X", Optional = true } } },
        ];

        await world.CreatePodAsync(ShellPod(
            "env",
            "",
            container: c => c with { Command = ["env"], Env = variables, EnvFrom = [new EnvFromSource { Prefix = "PRE_", ConfigMapRef = new LocalReference { Name = "cm" } }] },
            metadata: m => m with { Labels = new Dictionary<string, string> { ["a/b"] = "label" } }));

        Dictionary<string, string> seen = await EnvironmentOfAsync(world, "env");
        Assert.Equal("1-from-map", seen["SECOND"]);
        Assert.Equal("x", seen["lower"]);
        Assert.Equal("x", seen["LOWER"]);
        Assert.Equal("y", seen["odd.name"]);
        Assert.Equal("env", seen["POD"]);
        Assert.Equal("label", seen["LABEL"]);
        Assert.Equal("pass", seen["PASS"]);
        Assert.Equal("127.0.0.1:8888", seen["KUSCIA_GATEWAY_ADDRESS"]);
        Assert.Equal("127.0.0.1:8070", seen["KUSCIA_DATAMESH_ADDRESS"]);
        Assert.Equal("127.0.0.1", seen["KUSCIA_BIND_ADDRESS"]);
        Assert.StartsWith("/opt/engines:", seen["PATH"], StringComparison.Ordinal);
        Assert.EndsWith("Mi", seen["CONTAINER_MEM_LIMIT"], StringComparison.Ordinal);
        Assert.DoesNotContain("NONE", seen.Keys);
        Assert.DoesNotContain("KUSCIA_TEST_SECRET", seen.Keys);
    }

    [Fact]
    public async Task Missing_config_is_named_and_the_pod_starts_once_it_is_there()
    {
        await using AgentWorld world = await StartAsync();
        EnvVar variable = new() { Name = "V", ValueFrom = new EnvVarSource { ConfigMapKeyRef = new KeySelector { Name = "later", Key = "k" } } };
        await world.CreatePodAsync(ShellPod("wait", "echo $V", container: c => c with { Env = [variable] }));

        Pod waiting = await world.WaitForPodAsync("wait", "CreateContainerConfigError", p => p.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == "CreateContainerConfigError");
        Assert.Contains("ConfigMap alice/later", waiting.Status!.ContainerStatuses![0].State!.Waiting!.Message, StringComparison.Ordinal);
        await world.Client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = new ObjectMeta { Namespace = Domain, Name = "later" }, Data = new Dictionary<string, string> { ["k"] = "now" } }, CancellationToken.None);

        await world.WaitForPhaseAsync("wait", "Succeeded");
        Assert.Equal("now\n", await world.ReadLogAsync("wait"));
    }

    [Fact]
    public async Task Task_config_is_rendered_at_the_documented_place()
    {
        await using AgentWorld world = await StartAsync();
        Dictionary<string, string> templates = new() { ["task-config.conf"] = """{"id":"{{.TASK_ID}}","input":"{{.TASK_INPUT_CONFIG}}","port":"{{{.ALLOCATED_PORTS.ports[0].port}}}","env":"{{.FROM_ENV}}","conf":"{{.SECRET_KEY}}"}""" };
        await world.Client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = new ObjectMeta { Namespace = Domain, Name = "t-configtemplate" }, Data = templates }, CancellationToken.None);
        await world.Client.CreateAsync(
            Kinds.ConfigMap,
            new ConfigMap
            {
                Metadata = new ObjectMeta { Namespace = Domain, Name = "t-kuscia-gen-conf", Annotations = new Dictionary<string, string> { [WellKnownAnnotations.ConfigValueCompressFieldsName] = "TASK_INPUT_CONFIG" } },
                Data = new Dictionary<string, string> { ["TASK_ID"] = "t", ["ALLOCATED_PORTS"] = """{"ports":[{"name":"psi","port":23456}]}""" },
                BinaryData = new Dictionary<string, byte[]> { ["TASK_INPUT_CONFIG"] = Deflate("""{"a":"b"}""") },
            },
            CancellationToken.None);
        string stored = DomainCipher.Encrypt(world.Identity.PrivateKey, "from the config store"u8);
        await world.Client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = new ObjectMeta { Namespace = Domain, Name = "domain-config" }, Data = new Dictionary<string, string> { ["SECRET_KEY"] = stored } }, CancellationToken.None);

        await world.CreatePodAsync(ShellPod(
            "t-0",
            "cat ./kuscia/task-config.conf",
            s => s with { Volumes = [new Volume { Name = "config-template", ConfigMap = new ConfigMapVolumeSource { Name = "t-configtemplate" } }] },
            c => c with
            {
                Env = [new EnvVar { Name = "from_env", Value = "e" }],
                VolumeMounts = [new VolumeMount { Name = "config-template", MountPath = "/work/kuscia/task-config.conf", SubPath = "task-config.conf" }],
            },
            m => m with
            {
                Annotations = new Dictionary<string, string>
                {
                    [WellKnownAnnotations.ConfigTemplateVolumes] = "config-template",
                    [WellKnownAnnotations.ConfigTemplateValueCmName] = "t-kuscia-gen-conf",
                },
            }));

        await world.WaitForPhaseAsync("t-0", "Succeeded");
        Assert.Equal("""{"id":"t","input":"{\"a\":\"b\"}","port":"23456","env":"e","conf":"from the config store"}""", await world.ReadLogAsync("t-0"));
    }

    [Fact]
    public async Task Certificates_are_issued_to_pods_that_ask_for_them()
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod(
            "certs",
            "ls -l kuscia/certs | awk '{print $1\" \"$NF}'; test -s $SERVER_CERT_FILE && test -s $CLIENT_PRIVATE_KEY_FILE && echo ok; cat $TRUSTED_CA_FILE",
            metadata: m => m with { Labels = new Dictionary<string, string> { [WellKnownLabels.CommunicationRoleServer] = "true", [WellKnownLabels.CommunicationRoleClient] = "true" } }));

        await world.WaitForPhaseAsync("certs", "Succeeded");
        string log = await world.ReadLogAsync("certs");
        Assert.Contains("-rw------- server.key", log, StringComparison.Ordinal);
        Assert.Contains("-rw------- client.crt", log, StringComparison.Ordinal);
        Assert.Contains("ok\n", log, StringComparison.Ordinal);
        Assert.Contains(world.Identity.CaCertificate.ExportCertificatePem(), log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Volumes_show_files_directories_and_host_paths()
    {
        await using AgentWorld world = await StartAsync();
        await world.Client.CreateAsync(Kinds.Secret, new Secret { Metadata = new ObjectMeta { Namespace = Domain, Name = "s" }, Data = new Dictionary<string, byte[]> { ["a"] = "A"u8.ToArray(), ["b"] = "B"u8.ToArray() } }, CancellationToken.None);
        string host = Directory.CreateDirectory(Path.Combine(world.Root, "host")).FullName;
        await File.WriteAllTextAsync(Path.Combine(host, "f"), "H");

        await world.CreatePodAsync(ShellPod(
            "vol",
            "printf '%s|' $(cat all/a) $(cat one) $(cat host/f) \"$(stat -c %a all/a)\"",
            s => s with
            {
                Volumes =
                [
                    new Volume { Name = "secret", Secret = new SecretVolumeSource { SecretName = "s", DefaultMode = 256 } },
                    new Volume { Name = "items", Secret = new SecretVolumeSource { SecretName = "s", Items = [new KeyToPath { Key = "b", Path = "x/y" }] } },
                    new Volume { Name = "host", HostPath = new HostPathVolumeSource { Path = host, Type = "Directory" } },
                ],
            },
            c => c with
            {
                VolumeMounts =
                [
                    new VolumeMount { Name = "secret", MountPath = "/work/all" },
                    new VolumeMount { Name = "items", MountPath = "/work/one", SubPath = "x/y" },
                    new VolumeMount { Name = "host", MountPath = "/work/host" },
                ],
            }));

        await world.WaitForPhaseAsync("vol", "Succeeded");
        Assert.Equal("A|B|H|400|", await world.ReadLogAsync("vol"));
    }

    [Theory]
    [InlineData("/work/../../../escape", null, "leaves the root of the container")]
    [InlineData("/work/x", "../up", "must be relative and without '..'")]
    public async Task Paths_that_leave_the_container_are_refused(string mountPath, string? subPath, string message)
    {
        await using AgentWorld world = await StartAsync();
        await world.Client.CreateAsync(Kinds.ConfigMap, new ConfigMap { Metadata = new ObjectMeta { Namespace = Domain, Name = "cm" }, Data = new Dictionary<string, string> { ["k"] = "v" } }, CancellationToken.None);

        await world.CreatePodAsync(ShellPod(
            "esc",
            "true",
            s => s with { Volumes = [new Volume { Name = "v", ConfigMap = new ConfigMapVolumeSource { Name = "cm" } }] },
            c => c with { VolumeMounts = [new VolumeMount { Name = "v", MountPath = mountPath, SubPath = subPath }] }));

        Pod pod = await world.WaitForPhaseAsync("esc", "Failed");
        Assert.Contains(message, pod.Status!.ContainerStatuses![0].State!.Terminated!.Message, StringComparison.Ordinal);
    }

    private static byte[] Deflate(string text)
    {
        using MemoryStream bytes = new();
        using (ZLibStream zlib = new(bytes, CompressionLevel.Fastest))
        {
            zlib.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
