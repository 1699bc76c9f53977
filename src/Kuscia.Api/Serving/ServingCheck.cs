using System.Text.RegularExpressions;
using Kuscia.Operations.Envelopes;
using Wire = Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Serving;

/// <summary>Rules of a new serving.</summary>
internal sealed partial class ServingCheck(KusciaApiOptions options)
{
    /// <summary>What a request without a serving is told.</summary>
    public const string NoId = "serving id can not be empty";

    private const string PrefixRule = "^[a-z]([-a-z0-9]{0,46}[a-z0-9])?$";

    /// <summary>Throws the first thing that is wrong.</summary>
    public void Require(Wire.CreateServingRequest request)
    {
        RequestCheck.First(
            RequestCheck.Filled(request.ServingId, NoId),
            RequestCheck.Name("serving_id", request.ServingId),
            RequestCheck.Filled(request.Initiator, "initiator can not be empty"),
            !options.ControlPlaneOnly && request.Initiator != options.DomainId ? $"initiator must be {options.DomainId} in P2P" : null,
            request.Parties.Count == 0 ? "parties can not be empty" : null);
        RequestCheck.First([.. request.Parties.SelectMany(Faults)]);
        RequestCheck.First(request.Parties.Any(p => p.DomainId == request.Initiator) ? null : $"initiator {request.Initiator} should be one of the parties");
    }

    private static IEnumerable<string?> Faults(Wire.ServingParty party, int index) =>
    [
        RequestCheck.Filled(party.AppImage, $"appimage can't be empty in parties[{index}]"),
        RequestCheck.Filled(party.DomainId, $"domain id can't be empty in parties[{index}]"),
        party.ServiceNamePrefix.Length == 0 || Prefix().IsMatch(party.ServiceNamePrefix)
            ? null
            : $"service name prefix is invalid in parties[{index}], field \"service_name_prefix\" is invalid, "
                + $"invalid value: \"{RequestCheck.Shown(party.ServiceNamePrefix)}\": regex used for validation is \"{PrefixRule}\" ",
    ];

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]{0,46}[a-z0-9])?\z")]
    private static partial Regex Prefix();
}
