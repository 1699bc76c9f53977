using System.Text;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Tests.Releases;

/// <summary>Charts made in memory.</summary>
internal static class TestCharts
{
    public const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{ .Release.Name }}-web
        spec:
          replicas: {{ .Values.replicas }}
          template:
            spec:
              containers:
                - name: web
                  image: web:{{ .Values.tag }}
                  env:
                    {{- range $k, $v := .Values.env }}
                    - {name: {{ $k }}, value: {{ $v | quote }}}
                    {{- end }}
        {{- if .Values.service }}
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: {{ .Release.Name }}
        spec:
          ports: [{port: 80}]
        {{- end }}
        """;

    public const string WebValues = "replicas: 1\ntag: one\nservice: true\nenv: {A: x}\n";

    public static Chart Load(params (string Name, string Text)[] files) => LoadVersion("1.0.0", files);

    public static Chart LoadVersion(string version, params (string Name, string Text)[] files)
    {
        List<ChartFile> all = [File("Chart.yaml", $"apiVersion: v2\nname: shop\nversion: {version}\nappVersion: \"9\"\n")];
        all.AddRange(files.Select(file => File(file.Name, file.Text)));
        return new ChartLoader().LoadFiles(all);
    }

    public static Chart LoadWeb(params (string Name, string Text)[] more) =>
        Load([("values.yaml", WebValues), ("templates/web.yaml", Web), .. more]);

    public static string Hook(string name, string moment, string kind = "Job", string more = "") => $$"""
        apiVersion: {{(kind == "Job" ? "batch/v1" : "v1")}}
        kind: {{kind}}
        metadata:
          name: {{name}}
          annotations:
            helm.sh/hook: {{moment}}
            {{more}}
        """;

    private static ChartFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));
}
