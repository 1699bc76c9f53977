using System.Net;

namespace Kuscia.Gateway.Enrolment;

/// <summary>A request to enrol as it came in.</summary>
/// <param name="Request">The body.</param>
/// <param name="Proof">The header <c>jwt-token</c>; empty when there is none.</param>
/// <param name="Address">Who sends it.</param>
internal sealed record EnrolmentCall(EnrolmentRequest Request, string Proof, IPAddress? Address);
