using System.Collections;
using System.Text;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates.Parsing;

namespace Kuscia.Helm.Templates.Evaluation;

/// <summary>Walks a parsed template; one evaluator per call of a template, because variables are not inherited.</summary>
internal sealed partial class Evaluator : FunctionContext
{
    private readonly RenderSession _session;
    private readonly TemplateScope _scope;
    private readonly Definition _definition;
    private readonly StringBuilder _output;
    private readonly Dictionary<string, int> _included;
    private readonly List<Variable> _variables = [];
    private readonly int _depth;
    private Node? _node;

    /// <summary>Starts a template at the top of a rendering.</summary>
    public Evaluator(RenderSession session, TemplateScope scope, Definition definition, StringBuilder output, object? data)
        : this(session, scope, definition, output, Cell.Concrete(data), 0, new Dictionary<string, int>(StringComparer.Ordinal))
    {
    }

    private Evaluator(
        RenderSession session,
        TemplateScope scope,
        Definition definition,
        StringBuilder output,
        Cell data,
        int depth,
        Dictionary<string, int> included)
    {
        _session = session;
        _scope = scope;
        _definition = definition;
        _output = output;
        _depth = depth;
        _included = included;
        _variables.Add(new Variable("$", data));
    }

    private enum Flow : byte
    {
        Next,
        Break,
        Continue,
    }

    public override RenderOptions Options => _session.Options;

    /// <summary>Writes the template's output.</summary>
    public void Execute() => WalkList(_variables[0].Value, _definition.Body);

    private Flow WalkList(Cell dot, ListNode list)
    {
        if (StackGuard.IsLow)
        {
            return StackGuard.OnFreshStack(() => WalkList(dot, list));
        }
        foreach (Node node in list.Nodes)
        {
            Flow flow = Walk(dot, node);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    private Flow Walk(Cell dot, Node node)
    {
        _node = node;
        _session.Charge(1);
        switch (node.Type)
        {
            case NodeType.Text:
                Write(((TextNode)node).Text);
                break;
            case NodeType.Action:
                Action(dot, ((ActionNode)node).Pipe, node);
                break;
            case NodeType.Break:
                return Flow.Break;
            case NodeType.Continue:
                return Flow.Continue;
            case NodeType.If or NodeType.With:
                return IfOrWith(dot, (BranchNode)node);
            case NodeType.Range:
                return Range(dot, (BranchNode)node);
            case NodeType.Template:
                Template(dot, (TemplateNode)node);
                break;
        }

        return Flow.Next;
    }

    private void Write(string text)
    {
        _session.ChargeOutput(text.Length);
        _output.Append(text);
    }

    // An action that declares or assigns prints nothing.
    private void Action(Cell dot, PipeNode pipe, Node node)
    {
        Cell value = Pipeline(dot, pipe);
        if (pipe.Declarations.Count > 0)
        {
            return;
        }
        _node = node;
        if (GoValue.Contents(value.Value) is ValueMap or IList)
        {
            _session.Charge(WorkEstimate.Of(value.Value, _session.Left));
        }
        Write(Printable(value.Value));
    }

    private static string Printable(object? value) => value switch
    {
        null => "<no value>",
        string text => text,
        IGoObject { PrintedText: { } text } => text,
        _ => GoFormat.Show(value),
    };

    private Flow IfOrWith(Cell dot, BranchNode node)
    {
        int mark = _variables.Count;
        Cell value = Pipeline(dot, node.Pipe);
        Flow flow = Flow.Next;
        if (GoValue.IsTrue(value.Value))
        {
            flow = WalkList(node.Type == NodeType.With ? value : dot, node.Body);
        }
        else if (node.Otherwise is not null)
        {
            flow = WalkList(dot, node.Otherwise);
        }
        Forget(mark);
        return flow;
    }

    private Flow Range(Cell dot, BranchNode node)
    {
        int mark = _variables.Count;
        // A failure below is placed at the pipeline's last node, as in Go.
        object? value = GoValue.Contents(Pipeline(dot, node.Pipe).Value);
        Flow flow = Flow.Next;
        bool any = value switch
        {
            null => false,
            ValueMap map => RangeMap(map, node),
            IList list => RangeList(list, node),
            _ when GoValue.TryInteger(value, out long count) => RangeNumber(value, count, node),
            _ => throw Fail($"range can't iterate over {GoFormat.Show(value)}"),
        };
        if (!any && node.Otherwise is not null)
        {
            flow = WalkList(dot, node.Otherwise);
        }
        Forget(mark);
        return flow;
    }

    private bool RangeMap(ValueMap map, BranchNode node)
    {
        if (map.Count == 0)
        {
            return false;
        }
        // A snapshot, because the body may change the map.
        foreach (string key in map.SortedKeys())
        {
            if (map.TryGetValue(key, out object? value) && Round(Cell.Concrete(key), Element(map, value), node) == Flow.Break)
            {
                break;
            }
        }

        return true;
    }

    private bool RangeList(IList list, BranchNode node)
    {
        int count = list.Count;
        if (count == 0)
        {
            return false;
        }
        for (int i = 0; i < count; i++)
        {
            if (Round(Cell.Concrete((nint)i), Element(list, list[i]), node) == Flow.Break)
            {
                break;
            }
        }

        return true;
    }

    // Counts from zero in the type of the number.
    private bool RangeNumber(object number, long count, BranchNode node)
    {
        if (node.Pipe.Declarations.Count > 1)
        {
            throw Fail($"can't use {count} to iterate over more than one variable");
        }
        for (long i = 0; i < count; i++)
        {
            if (Round(Cell.Invalid, Cell.Concrete(GoValue.SameInteger(number, i)), node) == Flow.Break)
            {
                break;
            }
        }

        return count > 0;
    }

    private Flow Round(Cell index, Cell element, BranchNode node)
    {
        _session.Charge(1);
        List<VariableNode> names = node.Pipe.Declarations;
        int mark = _variables.Count;
        if (names.Count > 0)
        {
            SetLoopVariable(node.Pipe, names.Count - 1, element);
        }
        if (names.Count > 1)
        {
            SetLoopVariable(node.Pipe, 0, index);
        }
        Flow flow = WalkList(element, node.Body);
        Forget(mark);
        return flow;
    }

    private void SetLoopVariable(PipeNode pipe, int at, Cell value)
    {
        string name = pipe.Declarations[at].Name;
        if (pipe.IsAssignment)
        {
            Assign(name, value);
        }
        else
        {
            _variables[_variables.Count - pipe.Declarations.Count + at] = new Variable(name, value);
        }
    }

    private void Template(Cell dot, TemplateNode node)
    {
        Definition definition = _scope.Find(node.Name) ?? throw Fail($"template {GoQuote.Quote(node.Name)} not defined");
        if (_depth >= _session.Options.Limits.MaxDepth)
        {
            throw Fail($"exceeded maximum template depth ({_session.Options.Limits.MaxDepth})");
        }
        Cell data = node.Pipe is null ? Cell.Invalid : Pipeline(dot, node.Pipe);
        new Evaluator(_session, _scope, definition, _output, data, _depth + 1, _included).Execute();
    }

    // The elements of []interface {} and map[string]interface {} sit in interfaces; those of typed lists and maps do not.
    private static Cell Element(object container, object? value) => container switch
    {
        List<object?> => Cell.Interface(value),
        ValueMap { Type: MapType.Interface or MapType.Any } => Cell.Interface(value),
        _ => Cell.Concrete(value),
    };

    private void Forget(int mark) => _variables.RemoveRange(mark, _variables.Count - mark);

    private void Assign(string name, Cell value)
    {
        for (int i = _variables.Count - 1; i >= 0; i--)
        {
            if (_variables[i].Name == name)
            {
                _variables[i] = new Variable(name, value);
                return;
            }
        }

        throw Fail($"undefined variable: {name}");
    }

    private Cell Lookup(string name)
    {
        for (int i = _variables.Count - 1; i >= 0; i--)
        {
            if (_variables[i].Name == name)
            {
                return _variables[i].Value;
            }
        }

        throw Fail($"undefined variable: {name}");
    }

    private TemplateExecutionException Fail(string message)
    {
        if (_node is null)
        {
            return new TemplateExecutionException($"template: {_definition.Name}: {message}");
        }
        string place = _node.Source.Locate(_node.Position);
        return new TemplateExecutionException($"template: {place}: executing {GoQuote.Quote(_definition.Name)} at <{_node}>: {message}");
    }

    private readonly record struct Variable(string Name, Cell Value);
}
