using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Gateway.Invitations;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Node.Commands;

/// <summary><c>kuscia domain add</c> and <c>add-lite</c>: what <c>scripts/deploy/add_domain.sh</c> and <c>add_domain_lite.sh</c> do.</summary>
internal static class DomainCommand
{
    private static readonly TimeSpan TokenLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TokenPoll = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        Argument<string> id = new("DOMAIN_ID") { Description = "the domain to add" };
        Argument<string> role = new("ROLE") { Description = "p2p for a partner with a control plane of its own; empty for an own domain", DefaultValueFactory = _ => "" };
        Argument<string> protocol = new("PROTOCOL") { Description = "interconnection protocol of a partner", DefaultValueFactory = _ => "kuscia" };
        Argument<string> master = new("MASTER_DOMAIN") { Description = "master domain of a partner (default: itself)", DefaultValueFactory = _ => "" };
        Command add = new("add", "Register a domain whose certificate lies in var/certs/DOMAIN_ID.domain.crt") { id, role, protocol, master };
        add.SetAction(async (result, cancellationToken) =>
        {
            await AddAsync(result.GetValue(id) ?? "", result.GetValue(role) ?? "", result.GetValue(protocol) ?? "kuscia", result.GetValue(master) ?? "", cancellationToken);
            return 0;
        });
        return new Command("domain", "Domains of this control plane") { add, CreateAddLite() };
    }

    private static Command CreateAddLite()
    {
        Argument<string> id = new("DOMAIN_ID") { Description = "the domain to add" };
        Argument<string> master = new("MASTER_DOMAIN_ID") { Description = "its master (default: this control plane)", DefaultValueFactory = _ => "" };
        Command add = new("add-lite", "Add a domain whose nodes enrol here, and print its unused deploy token") { id, master };
        add.SetAction(async (result, cancellationToken) =>
        {
            string token = await AddLiteAsync(result.GetValue(id) ?? "", result.GetValue(master) ?? "", cancellationToken);
            await Console.Out.WriteLineAsync(token);
            return 0;
        });
        return add;
    }

    // A domain that is there keeps its certificate: its nodes need no new token to come back.
    private static async Task<string> AddLiteAsync(string id, string master, CancellationToken cancellationToken)
    {
        CheckArguments(id, "", "kuscia", master);
        using NodeRoot root = NodeRoot.Open();
        if (await root.Client.GetAsync(Kinds.Domain, ResourceName.Cluster(id), cancellationToken) is not { } present)
        {
            Domain domain = new()
            {
                Metadata = new ObjectMeta { Name = id, Annotations = new Dictionary<string, string> { [$"domain/{id}"] = "kuscia.secretflow/domain-type=embedded" } },
                Spec = new DomainSpec { Master = master.Length > 0 ? master : null, AuthCenter = new AuthCenter { AuthenticationType = "Token", TokenGenMethod = "RSA-GEN" } },
            };
            await root.CreateAsync(Kinds.Domain, domain, cancellationToken);
        }
        else if (present.Spec?.Role == "partner")
        {
            throw new CommandException($"DOMAIN_ID: {id} is a partner behind another control plane; a lite needs a domain of its own");
        }

        return await WaitForTokenAsync(root, id, cancellationToken);
    }

    private static async Task<string> WaitForTokenAsync(NodeRoot root, string id, CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < TokenLimit)
        {
            Domain? domain = await root.Client.GetAsync(Kinds.Domain, ResourceName.Cluster(id), cancellationToken);
            if (domain?.Status?.DeployTokenStatuses?.FirstOrDefault(t => t.State == "unused")?.Token is { Length: > 0 } token)
            {
                return token;
            }

            await Task.Delay(TokenPoll, cancellationToken);
        }

        throw new CommandException($"domain {id} is there, but has no unused deploy token after {TokenLimit.TotalSeconds} s: see whether the node leads (kubectl get lease -n kube-system)");
    }

    private static async Task AddAsync(string id, string role, string protocol, string master, CancellationToken cancellationToken)
    {
        CheckArguments(id, role, protocol, master);
        using NodeRoot root = NodeRoot.Open();
        Domain partner = PartnerDraft.DomainOf(id, ReadCertificate(Path.Combine(root.Directory, "var", "certs", $"{id}.domain.crt"), id));
        DomainSpec spec = (partner.Spec ?? new DomainSpec()) with { Master = master.Length > 0 ? master : id };
        Domain domain = partner with
        {
            Spec = role == "p2p" ? spec with { InterConnProtocols = [protocol] } : spec with { Role = "", InterConnProtocols = null },
        };
        await root.ApplyAsync(Kinds.Domain, domain, cancellationToken);
    }

    private static void CheckArguments(string id, string role, string protocol, string master)
    {
        if (DomainNames.Fault(id) is { } fault)
        {
            throw new CommandException($"DOMAIN_ID: {fault}");
        }

        if (master.Length > 0 && DomainNames.Fault(master) is { } masterFault)
        {
            throw new CommandException($"MASTER_DOMAIN: {masterFault}");
        }

        if (role is not ("" or "p2p"))
        {
            throw new CommandException($"ROLE: '{role}' is not allowed; it must be p2p or empty");
        }

        if (protocol is not ("kuscia" or "bfia"))
        {
            throw new CommandException($"PROTOCOL: '{protocol}' is not allowed; it must be kuscia or bfia");
        }
    }

    private static string ReadCertificate(string path, string id)
    {
        try
        {
            string pem = File.ReadAllText(path);
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(pem);
            if (certificate.NotAfter.ToUniversalTime() <= TimeProvider.System.GetUtcNow().UtcDateTime)
            {
                throw new CommandException($"{path} expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}; ask {id} for its current domain.crt");
            }

            if (!certificate.SubjectName.Name.Contains($"CN={id}", StringComparison.Ordinal))
            {
                throw new CommandException($"{path} is the certificate of {certificate.SubjectName.Name}, not of CN={id}; copy var/certs/domain.crt of {id} to this path");
            }

            return pem;
        }
        catch (IOException)
        {
            throw new CommandException($"{path} does not exist; copy var/certs/domain.crt of {id} to this path first");
        }
        catch (CryptographicException)
        {
            throw new CommandException($"{path} is no PEM certificate; copy var/certs/domain.crt of {id} to this path");
        }
    }
}
