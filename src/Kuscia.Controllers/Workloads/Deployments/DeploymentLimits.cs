using System.Globalization;
using Kuscia.Model.Core;
using Kuscia.Model.Json;

namespace Kuscia.Controllers.Workloads.Deployments;

/// <summary>How far a Deployment may stray from its number of pods while it changes. Pure.</summary>
/// <param name="Surge">Pods above the number.</param>
/// <param name="Unavailable">Pods below the number that are available.</param>
internal readonly record struct DeploymentLimits(int Surge, int Unavailable)
{
    public static DeploymentLimits Of(Deployment deployment)
    {
        int replicas = deployment.Spec?.Replicas ?? 1;
        if (deployment.Spec?.Strategy?.Type == DeploymentReconciler.Recreate)
        {
            return new DeploymentLimits(0, 0);
        }

        RollingUpdate? update = deployment.Spec?.Strategy?.RollingUpdate;
        int surge = Resolve(update?.MaxSurge ?? IntOrString.FromString("25%"), replicas, up: true);
        int unavailable = Resolve(update?.MaxUnavailable ?? IntOrString.FromString("25%"), replicas, up: false);

        // With neither the change could not begin.
        unavailable = surge == 0 && unavailable == 0 ? 1 : unavailable;
        return new DeploymentLimits(surge, Math.Min(unavailable, replicas));
    }

    /// <summary>A number, or a share of the whole; what is neither counts as none.</summary>
    public static int Resolve(IntOrString value, int whole, bool up)
    {
        string digits = value.Text.EndsWith('%') ? value.Text[..^1] : value.Text;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return 0;
        }

        long product = (long)number * whole;
        return !value.Text.EndsWith('%') ? number : (int)Math.Min(int.MaxValue, up ? (product + 99) / 100 : product / 100);
    }
}
