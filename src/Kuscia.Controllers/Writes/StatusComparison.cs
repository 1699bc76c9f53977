using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Writes;

/// <summary>Compares statuses by what is written on the wire.</summary>
internal static class StatusComparison
{
    public static bool Differs(KusciaJobStatus left, KusciaJobStatus right) => !WireComparison.AreSame(left, right, ModelJsonContext.Default.KusciaJobStatus);

    public static bool Differs(KusciaTaskStatus left, KusciaTaskStatus right) => !WireComparison.AreSame(left, right, ModelJsonContext.Default.KusciaTaskStatus);
}
