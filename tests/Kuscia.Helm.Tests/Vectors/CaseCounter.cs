using Xunit.Abstractions;
using Xunit.Sdk;

namespace Kuscia.Helm.Tests.Vectors;

/// <summary>Prints how many recorded cases are run, once per class of tests (xunit.runner.json turns the messages on).</summary>
public sealed class CaseCounter
{
    public CaseCounter(IMessageSink sink)
    {
        foreach (string file in new[] { "templates-language.json", "sprig.json", "yaml.json", "values-template.json" })
        {
            int all = VectorFile.Load(file).Count;
            int notFollowed = VectorFile.NotFollowed(file).Count;
            sink.OnMessage(new DiagnosticMessage($"{file}: {all - notFollowed} of {all} cases run, {notFollowed} not followed"));
        }
    }
}
