using System.CommandLine;
using System.Text;
using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Commands;

/// <summary><c>helm lint</c>.</summary>
internal static class LintCommand
{
    public static Command Create(CommandContext context)
    {
        Command command = new("lint", "examine a chart for possible issues");
        Argument<string[]> argument = new("PATH") { Arity = ArgumentArity.ZeroOrMore };
        ValueFlags values = new();
        Option<bool> strict = new("--strict") { Description = "fail on lint warnings" };
        Option<bool> quiet = new("--quiet") { Description = "print only warnings and errors" };
        command.Arguments.Add(argument);
        values.AddTo(command);
        ApplyFlags.Add(command, strict, quiet);
        context.Run(command, (result, cancellationToken) =>
        {
            string[] paths = result.GetValue(argument) is { Length: > 0 } given ? given : ["."];
            ValueMap merged = context.MergeValues(result, values);
            LintRun run = new(merged, context.Namespace(result), result.GetValue(strict), result.GetValue(quiet));
            foreach (string path in paths)
            {
                run.Add(path, cancellationToken);
            }

            run.Finish(context.Output, paths.Length);
            return Task.CompletedTask;
        });
        return command;
    }

    private sealed class LintRun(ValueMap values, string ns, bool strict, bool quiet)
    {
        private readonly StringBuilder _text = new();
        private int _failed;
        private int _noted;

        public void Add(string path, CancellationToken cancellationToken)
        {
            List<string> lines = new();
            LintSeverity worst = LintSeverity.Info;
            bool broken = false;
            try
            {
                ChartLinter linter = new(path, values, ns);
                linter.Run(cancellationToken);
                worst = linter.Messages.Select(message => message.Severity).DefaultIfEmpty(LintSeverity.Info).Max();
                lines.AddRange(linter.Messages.Where(message => !quiet || message.Severity > LintSeverity.Info).Select(message => message.ToString()));
            }
            catch (HelmException e)
            {
                broken = true;
                lines.Add($"Error {e.Message}");
            }

            _noted += worst > LintSeverity.Info ? 1 : 0;
            _failed += broken || worst == LintSeverity.Error || (strict && worst == LintSeverity.Warning) ? 1 : 0;
            if (!quiet || broken || worst > LintSeverity.Info)
            {
                _text.Append("==> Linting ").Append(path).Append('\n').AppendJoin('\n', lines).Append(lines.Count > 0 ? "\n\n" : "\n");
            }
        }

        public void Finish(TextWriter output, int count)
        {
            output.Write(_text.ToString());
            string summary = $"{count} chart(s) linted, {_failed} chart(s) failed";
            if (_failed > 0)
            {
                throw new HelmException(summary);
            }

            if (!quiet || _noted > 0)
            {
                output.Write(summary + "\n");
            }
        }
    }
}
