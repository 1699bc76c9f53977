using System.Text;
using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates.Parsing;

namespace Kuscia.Helm.Templates.Evaluation;

/// <summary>One rendering with its budget; not thread-safe.</summary>
internal sealed class RenderSession(RenderOptions options, TemplateSet set, CancellationToken cancellationToken)
{
    private const string NoValue = "<no value>";
    private const string TplName = "gotpl";
    private const int StepsBetweenChecks = 4096;

    private readonly long _startedAt = options.Clock.GetTimestamp();
    private long _steps;
    private long _nextCheck = StepsBetweenChecks;
    private long _output;
    private int _tplDepth;

    public RenderOptions Options { get; } = options;

    public string Render(TemplateScope scope, string name, object? data)
    {
        try
        {
            return RenderIn(scope, scope.Find(name) ?? throw new FunctionException(HelmErrorText.NoTemplate(name)), data);
        }
        catch (TemplateLimitException error)
        {
            throw new TemplateException(TemplateFailure.Limit, error.Message, error);
        }
        catch (FunctionException error)
        {
            throw new TemplateException(TemplateFailure.Execution, error.Message, error);
        }
    }

    /// <summary>Counts work and ends the rendering when a limit is passed or the caller gave up.</summary>
    public void Charge(long steps)
    {
        _steps += steps;
        if (_steps < _nextCheck)
        {
            return;
        }
        _nextCheck = _steps + StepsBetweenChecks;
        cancellationToken.ThrowIfCancellationRequested();
        if (_steps > Options.Limits.MaxSteps)
        {
            throw new TemplateLimitException($"rendering stopped: more than {Options.Limits.MaxSteps} steps; simplify the loops of the templates or raise the limit on steps");
        }
        if (Options.Clock.GetElapsedTime(_startedAt) > Options.Limits.MaxTime)
        {
            throw new TemplateLimitException($"rendering stopped: it took longer than {Options.Limits.MaxTime.TotalSeconds:0} s; simplify the templates or raise the time limit");
        }
    }

    /// <summary>How many steps are left.</summary>
    public long Left => Math.Max(0, Options.Limits.MaxSteps - _steps);

    /// <summary>Counts a text that a function makes.</summary>
    public void ChargeText(long characters)
    {
        if (characters > RenderLimits.MaxText)
        {
            throw new TemplateLimitException($"rendering stopped: a text of more than {RenderLimits.MaxText} characters; shorten the values");
        }
        Charge(characters / 16);
    }

    /// <summary>Counts output and ends the rendering when there is too much.</summary>
    public void ChargeOutput(long characters)
    {
        _output += characters;
        if (_output > Options.Limits.MaxOutput)
        {
            throw new TemplateLimitException($"rendering stopped: more than {Options.Limits.MaxOutput} characters of output; shorten the values or raise the limit on output");
        }
    }

    /// <summary>Renders text as a template of its own, behind the templates in force; what it defines ends with it.</summary>
    public string Tpl(string text, TemplateScope scope, object? data)
    {
        if (++_tplDepth > Options.Limits.MaxTplDepth)
        {
            throw new TemplateLimitException($"rendering stopped: tpl calls itself more than {Options.Limits.MaxTplDepth} times; look for a value that renders itself");
        }
        ChargeOutput(text.Length);
        string failure;
        try
        {
            ParsedFile parsed = StackGuard.IsLow ? StackGuard.OnFreshStack(() => set.ParseText(TplName, text)) : set.ParseText(TplName, text);
            return RenderIn(scope.Before(parsed), parsed.Definitions.First(static definition => definition.Name == TplName), data);
        }
        catch (TemplateSyntaxException error)
        {
            failure = $"cannot parse template {GoQuote.Quote(text)}: {error.Message}";
        }
        catch (Exception error) when (error is TemplateException or FunctionException)
        {
            failure = $"error during tpl function execution for {GoQuote.Quote(text)}: {error.Message}";
        }
        finally
        {
            _tplDepth--;
        }

        // Thrown outside of the handler, see Evaluator.Call.
        throw new FunctionException(failure);
    }

    private string RenderIn(TemplateScope scope, Definition definition, object? data)
    {
        StringBuilder output = new();
        Evaluator evaluator = new(this, scope, definition, output, data);
        try
        {
            evaluator.Execute();
        }
        catch (TemplateExecutionException error)
        {
            string message = Options.HelmErrors ? HelmErrorText.CleanExecution(definition.Name, error.Message) : error.Message;
            throw new TemplateException(TemplateFailure.Execution, message, error);
        }

        if (Options.RemoveNoValue)
        {
            output.Replace(NoValue, "");
        }
        return GoText.Normalize(output.ToString());
    }
}
