namespace Kuscia.Helm.GoValues;

/// <summary>What a function may use besides its arguments: the sources given by the caller of the rendering, and the renderer itself.</summary>
public abstract class FunctionContext
{
    /// <summary>The options of the rendering.</summary>
    public abstract RenderOptions Options { get; }

    /// <summary>Stops the rendering when the caller asked for it or a limit is passed.</summary>
    /// <param name="steps">How much work is about to be done, in loop steps.</param>
    public abstract void Charge(long steps);

    /// <summary>Stops the rendering when a text of so many characters is not to be made.</summary>
    public abstract void ChargeText(long characters);

    /// <summary>Renders a named template to text.</summary>
    public abstract string Include(string name, object? data);

    /// <summary>Renders text as a template of its own.</summary>
    public abstract string Tpl(string text, object? data);
}
