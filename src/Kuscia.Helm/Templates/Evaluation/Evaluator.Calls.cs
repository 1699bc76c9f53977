using System.Collections;
using System.Text;
using Kuscia.Helm.Functions;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates.Parsing;

namespace Kuscia.Helm.Templates.Evaluation;

/// <summary>The part of the evaluator that calls functions.</summary>
internal sealed partial class Evaluator
{
    public override void Charge(long steps)
    {
        if (steps < 0 || steps > _session.Options.Limits.MaxSteps)
        {
            steps = _session.Options.Limits.MaxSteps + 1;
        }
        _session.Charge(steps);
    }

    public override void ChargeText(long characters) => _session.ChargeText(characters);

    public override string Include(string name, object? data)
    {
        int nested = _included.GetValueOrDefault(name);
        if (nested > _session.Options.Limits.MaxIncludeDepth)
        {
            throw new FunctionException($"rendering template has a nested reference name: {name}: unable to execute template");
        }
        Definition definition = _scope.Find(name) ?? throw new FunctionException(HelmErrorText.NoTemplate(name));
        _included[name] = nested + 1;
        StringBuilder output = new();
        new Evaluator(_session, _scope, definition, output, Cell.Concrete(data), 0, _included).Execute();
        _included[name] = nested;
        return output.ToString();
    }

    public override string Tpl(string text, object? data) => _session.Tpl(text, _scope, data);

    private Cell Function(Cell dot, IdentifierNode node, Node command, CallArguments arguments)
    {
        _node = node;
        return Call(dot, node.Function, command, arguments);
    }

    private Cell Call(Cell dot, GoFunction function, Node node, CallArguments arguments)
    {
        CheckCount(function, arguments);
        if (ReferenceEquals(function.Code, Builtins.And) || ReferenceEquals(function.Code, Builtins.Or))
        {
            return AndOr(dot, ReferenceEquals(function.Code, Builtins.Or), arguments);
        }
        object?[] values = new object?[arguments.Count];
        for (int i = 0; i < arguments.Written; i++)
        {
            values[i] = Argument(dot, arguments.Nodes[i + 1], ParameterAt(function, i)).Value;
        }
        if (arguments.HasFinal)
        {
            values[^1] = Checked(arguments.Final, ParameterAt(function, values.Length - 1)).Value;
        }
        _session.Charge(WorkEstimate.Of(function, values, _session.Left));
        string failure;
        try
        {
            object? result = function.Code(this, values);
            ChargeResult(result);
            return result is null ? Cell.Interface(null) : Cell.Concrete(result);
        }
        catch (Exception error) when (error is not (TemplateLimitException or OperationCanceledException or TemplateException { Failure: TemplateFailure.Limit }))
        {
            // Whatever a function runs into is the template's fault and is reported with its place.
            failure = error.Message;
        }

        // Thrown outside of the handler: inside, the stack below is still in use and deep includes would exhaust it.
        _node = node;
        throw Fail($"error calling {function.Name}: {failure}");
    }

    private void ChargeResult(object? result)
    {
        if (result is string text)
        {
            _session.ChargeText(text.Length);
        }
        else if (result is IList list)
        {
            _session.Charge(2L * list.Count);
        }
    }

    private Cell AndOr(Cell dot, bool isOr, CallArguments arguments)
    {
        Cell value = default;
        for (int i = 1; i < arguments.Nodes.Count; i++)
        {
            value = Argument(dot, arguments.Nodes[i], GoParameter.Value);
            if (GoValue.IsTrue(value.Value) == isOr)
            {
                return value;
            }
        }

        return arguments.HasFinal ? arguments.Final : value;
    }

    private void CheckCount(GoFunction function, CallArguments arguments)
    {
        int wanted = function.Parameters.Count;
        if (function.IsVariadic)
        {
            if (arguments.Count < wanted - 1)
            {
                throw Fail($"wrong number of args for {function.Name}: want at least {wanted - 1} got {arguments.Written}");
            }
        }
        else if (arguments.Count != wanted)
        {
            throw Fail($"wrong number of args for {function.Name}: want {wanted} got {arguments.Count}");
        }
    }

    private static GoParameter ParameterAt(GoFunction function, int index) =>
        function.Parameters[Math.Min(index, function.Parameters.Count - 1)];
}
