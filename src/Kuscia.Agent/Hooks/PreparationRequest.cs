using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Hooks;

/// <summary>What is known of one run of a container before it is prepared.</summary>
/// <param name="Pod">The newest object.</param>
/// <param name="Container">The container's spec.</param>
/// <param name="Attempt">0 for the first run.</param>
/// <param name="Image">What its image says.</param>
/// <param name="Network">The network of the pod.</param>
internal sealed record PreparationRequest(Pod Pod, Container Container, int Attempt, ImageFacts Image, PodNetwork Network);
