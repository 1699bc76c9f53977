using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Templates;

/// <summary>The kinds of template failures.</summary>
public enum TemplateFailure
{
    /// <summary>The text is no template.</summary>
    Parse,

    /// <summary>An action failed while rendering.</summary>
    Execution,

    /// <summary>A limit of <see cref="RenderLimits"/> was passed.</summary>
    Limit,
}
