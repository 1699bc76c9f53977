using System.Globalization;
using System.Text;

namespace Kuscia.Helm.Bench;

/// <summary>YAML of a wanted size, written as people write values files and as charts print manifests.</summary>
internal static class GeneratedYaml
{
    public static string Values(int parts)
    {
        StringBuilder text = new("# Defaults of the chart.\nglobal:\n  domain: example.org\n");
        for (int i = 0; i < parts; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""

                ## Part {{i}}
                ## @param part{{i}}.enabled Whether it is installed
                part{{i}}:
                  enabled: true
                  replicas: {{i % 7}}
                  image:
                    repository: docker.io/acme/part-{{i}}
                    tag: "1.{{i}}.0"   # quoted, it is no number
                    pullPolicy: IfNotPresent
                  resources: {limits: {cpu: 100m, memory: 128Mi}, requests: {cpu: 50m} }
                  env:
                    - name: MODE
                      value: 'it''s on'
                    - name: HOME
                      value: "/srv/data\ttab"
                  nodeSelector: {}
                  config: |
                    [server]
                    port = {{8000 + i}}

                    [log]
                    level = info
                  notes: >-
                    Folded over
                    two lines.

                """);
        }

        return text.ToString();
    }

    public static string Manifest(int containers)
    {
        StringBuilder text = new("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: big\nspec:\n  template:\n    spec:\n      containers:\n");
        for (int i = 0; i < containers; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"      - name: c{i}\n        image: \"r.example.org/app:{i}\"\n        ports:\n        - containerPort: {8000 + i}\n          protocol: TCP\n        env:\n        - name: A\n          value: \"{i}\"\n        resources:\n          limits:\n            cpu: 100m\n            memory: 128Mi\n");
        }

        return text.ToString();
    }
}
