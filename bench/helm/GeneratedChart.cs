using System.Globalization;
using System.Text;

namespace Kuscia.Helm.Bench;

/// <summary>Charts of a wanted size, written like those in use: named templates, conditions, loops, nested values, pipes.</summary>
internal static class GeneratedChart
{
    public static void Write(string folder, int templates)
    {
        Put(folder, "Chart.yaml", "apiVersion: v2\nname: big\nversion: 1.0.0\nappVersion: \"3.1\"\n");
        Put(folder, "values.yaml", Values(templates));
        Put(folder, "templates/_helpers.tpl", Helpers);
        for (int i = 0; i < templates; i++)
        {
            Put(folder, $"templates/unit-{i:D3}.yaml", Template(i));
        }
    }

    public static void WriteUmbrella(string folder, int subcharts)
    {
        StringBuilder dependencies = new StringBuilder("apiVersion: v2\nname: umbrella\nversion: 1.0.0\ndependencies:\n");
        StringBuilder values = new StringBuilder("global: {domain: example.org, labels: {team: a}}\n");
        for (int i = 0; i < subcharts; i++)
        {
            string name = $"part-{i:D3}";
            dependencies.Append(CultureInfo.InvariantCulture, $"  - {{name: {name}, version: 1.x, repository: '', condition: {name}.enabled, tags: [all]}}\n");
            values.Append(CultureInfo.InvariantCulture, $"{name}: {{enabled: true, replicas: {i % 5 + 1}}}\n");
            Put(folder, $"charts/{name}/Chart.yaml", $"apiVersion: v2\nname: {name}\nversion: 1.0.{i}\n");
            Put(folder, $"charts/{name}/values.yaml", Values(1));
            Put(folder, $"charts/{name}/templates/_helpers.tpl", Helpers);
            Put(folder, $"charts/{name}/templates/unit.yaml", Template(0));
        }

        Put(folder, "Chart.yaml", dependencies.ToString());
        Put(folder, "values.yaml", values.ToString());
    }

    private const string Helpers = """
        {{- define "big.name" -}}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}{{- end -}}
        {{- define "big.labels" -}}
        app.kubernetes.io/name: {{ .Chart.Name }}
        app.kubernetes.io/instance: {{ .Release.Name }}
        app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
        app.kubernetes.io/managed-by: {{ .Release.Service }}
        {{- end -}}
        """;

    private static string Values(int templates)
    {
        StringBuilder values = new StringBuilder("replicas: 2\nimage: {registry: r.example.org, name: app, tag: \"1.2\"}\nservice: {type: ClusterIP, port: 80}\n");
        values.Append("resources: {limits: {cpu: 100m, memory: 128Mi}, requests: {cpu: 50m}}\nannotations: {a: b, c: d}\nunits:\n");
        for (int i = 0; i < templates; i++)
        {
            values.Append(CultureInfo.InvariantCulture, $"  u{i}: {{enabled: true, env: {{A: x, B: y{i}, C: z}}, ports: [80, 443], path: /p{i}}}\n");
        }

        return values.ToString();
    }

    private static string Template(int index) => """
        {{- $unit := index .Values.units "uINDEX" }}
        {{- if $unit.enabled }}
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ include "big.name" . }}-INDEX
          namespace: {{ .Release.Namespace }}
          labels: {{- include "big.labels" . | nindent 4 }}
          {{- with .Values.annotations }}
          annotations: {{- toYaml . | nindent 4 }}
          {{- end }}
        spec:
          replicas: {{ .Values.replicas | default 1 }}
          template:
            metadata:
              labels: {{- include "big.labels" . | nindent 8 }}
            spec:
              containers:
                - name: {{ .Chart.Name }}
                  image: "{{ .Values.image.registry }}/{{ .Values.image.name }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
                  ports:
                    {{- range $unit.ports }}
                    - containerPort: {{ . }}
                    {{- end }}
                  env:
                    {{- range $key, $value := $unit.env }}
                    - name: {{ $key | upper }}
                      value: {{ $value | quote }}
                    {{- end }}
                  resources: {{- toYaml .Values.resources | nindent 12 }}
                  args: ["--path={{ $unit.path }}", "--port={{ .Values.service.port }}", {{ .Values.service.type | lower | quote }}]
                  {{- if and $unit.path (ne .Values.service.type "None") }}
                  workingDir: {{ $unit.path }}
                  {{- else if eq .Values.service.type "None" }}
                  workingDir: /
                  {{- end }}
        {{- end }}

        """.Replace("INDEX", index.ToString(CultureInfo.InvariantCulture));

    private static void Put(string folder, string name, string text)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
