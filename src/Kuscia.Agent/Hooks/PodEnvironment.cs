using System.Text;
using Kuscia.Agent.Runtimes.Abstractions;
using Kuscia.Model.Core;

namespace Kuscia.Agent.Hooks;

/// <summary>The variables a pod itself gives to a container (<c>envFrom</c>, <c>env</c>), on top of those the node gives.</summary>
internal sealed class PodEnvironment(ConfigReader configs, string hostAddress)
{
    /// <summary>
    /// Adds the pod's variables to <paramref name="environment"/>. Names are also given in upper case, as the originals do for processes; the exact name
    /// wins over an upper-cased one.
    /// </summary>
    public async Task AddAsync(Pod pod, Container container, PodNetwork network, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        Dictionary<string, string> own = new(StringComparer.Ordinal);
        foreach (EnvFromSource source in container.EnvFrom ?? [])
        {
            await AddSourceAsync(pod, source, own, cancellationToken);
        }

        foreach (EnvVar variable in container.Env ?? [])
        {
            string? value = variable.ValueFrom is { } from
                ? await ReadAsync(pod, variable.Name, from, network, cancellationToken)
                : VariableExpansion.Expand(variable.Value ?? "", name => own.GetValueOrDefault(name) ?? environment.GetValueOrDefault(name));
            if (value is not null)
            {
                own[variable.Name] = value;
            }
        }

        foreach ((string name, string value) in own)
        {
            environment[name.ToUpperInvariant()] = value;
        }

        foreach ((string name, string value) in own)
        {
            environment[name] = value;
        }
    }

    private async Task AddSourceAsync(Pod pod, EnvFromSource source, Dictionary<string, string> own, CancellationToken cancellationToken)
    {
        string @namespace = pod.Metadata.Namespace ?? "";
        LocalReference? reference = source.ConfigMapRef ?? source.SecretRef;
        if (reference?.Name is not { } name)
        {
            return;
        }

        string kind = source.ConfigMapRef is null ? "Secret" : "ConfigMap";
        IReadOnlyDictionary<string, byte[]>? entries = source.ConfigMapRef is null
            ? await configs.SecretAsync(@namespace, name, cancellationToken)
            : await configs.ConfigMapAsync(@namespace, name, cancellationToken);
        if (entries is null && reference.Optional != true)
        {
            throw new PodConfigException($"{kind} {@namespace}/{name} of envFrom does not exist");
        }

        foreach ((string key, byte[] value) in entries ?? new Dictionary<string, byte[]>())
        {
            string variable = source.Prefix + key;
            if (IsValidName(variable))
            {
                own[variable] = Encoding.UTF8.GetString(value);
            }
        }
    }

    private async Task<string?> ReadAsync(Pod pod, string variable, EnvVarSource from, PodNetwork network, CancellationToken cancellationToken)
    {
        string @namespace = pod.Metadata.Namespace ?? "";
        if (from.FieldRef is { } field)
        {
            return FieldReference.Read(pod, field.FieldPath, hostAddress, network.Address);
        }

        if (from.ConfigMapKeyRef is { } map)
        {
            return Select(variable, $"ConfigMap {@namespace}/{map.Name}", map, await configs.ConfigMapAsync(@namespace, map.Name ?? "", cancellationToken));
        }

        return from.SecretKeyRef is { } secret
            ? Select(variable, $"Secret {@namespace}/{secret.Name}", secret, await configs.SecretAsync(@namespace, secret.Name ?? "", cancellationToken))
            : null;
    }

    private static string? Select(string variable, string source, KeySelector selector, IReadOnlyDictionary<string, byte[]>? entries)
    {
        if (entries is not null && entries.TryGetValue(selector.Key, out byte[]? value))
        {
            return Encoding.UTF8.GetString(value);
        }

        return selector.Optional == true
            ? null
            : throw new PodConfigException(entries is null
                ? $"{source}, which variable {variable} refers to, does not exist"
                : $"{source} has no key '{selector.Key}', which variable {variable} refers to");
    }

    // Kubernetes: the name of a variable is any non-empty text without '=' that does not start with a digit.
    private static bool IsValidName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
