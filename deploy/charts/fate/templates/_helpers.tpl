{{/* Labels of an object. Takes: root, module. KubeFATE finds what belongs to a cluster by the label "name". */}}
{{- define "fate.labels" -}}
fateMoudle: {{ .module }}
name: {{ .root.Values.partyName }}
partyId: {{ .root.Values.partyId | quote }}
owner: kubefate
cluster: {{ .root.Chart.Name }}
heritage: {{ .root.Release.Service }}
release: {{ .root.Release.Name }}
chart: {{ .root.Chart.Name }}
{{- end -}}

{{/* What selects the pods of a module. Takes: root, module. */}}
{{- define "fate.match" -}}
fateMoudle: {{ .module }}
name: {{ .root.Values.partyName }}
partyId: {{ .root.Values.partyId | quote }}
{{- end -}}

{{/* An image. Takes: root, image, tag, suffix. A registry may end with a slash or not. */}}
{{- define "fate.image" -}}
{{- with .root.Values.registry }}{{ trimSuffix "/" . }}/{{ end }}{{ .image }}{{ .suffix }}:{{ .tag }}
{{- end -}}

{{/* The end of an image's name that tells of algorithm and device. */}}
{{- define "fate.flavour" -}}
{{- if eq .Values.algorithm "NN" }}-nn{{ else if eq .Values.algorithm "ALL" }}-all{{ end }}
{{- if eq .Values.device "IPCL" }}-ipcl{{ else if eq .Values.device "GPU" }}-gpu{{ end }}
{{- end -}}

{{/* Whether the party computes on Spark; empty for no. */}}
{{- define "fate.onSpark" -}}
{{- if or (eq .Values.computing "Spark") (eq .Values.computing "Spark_local") }}yes{{ end }}
{{- end -}}

{{/* Where MySQL is, as YAML. */}}
{{- define "fate.mysql" -}}
host: {{ .Values.externalMysqlIp | default .Values.modules.mysql.ip | quote }}
port: {{ .Values.externalMysqlPort | default .Values.modules.mysql.port | int }}
database: {{ .Values.externalMysqlDatabase | default .Values.modules.mysql.database | quote }}
user: {{ .Values.externalMysqlUser | default .Values.modules.mysql.user | quote }}
password: {{ .Values.externalMysqlPassword | default .Values.modules.mysql.password | quote }}
{{- end -}}

{{/* A service. Takes: root, name, module (label), select (module of the pods), type, headless, ports (name, port, nodePort), loadBalancerIP. */}}
{{- define "fate.service" -}}
{{- $type := .type | default "ClusterIP" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .name }}
  labels:
    {{- include "fate.labels" . | nindent 4 }}
spec:
  type: {{ $type }}
  {{- if .headless }}
  clusterIP: None
  {{- end }}
  {{- if and .loadBalancerIP (eq $type "LoadBalancer") }}
  loadBalancerIP: {{ .loadBalancerIP }}
  {{- end }}
  ports:
  {{- range .ports }}
  - name: {{ .name }}
    port: {{ .port | int }}
    targetPort: {{ .port | int }}
    protocol: TCP
    {{- if and .nodePort (ne $type "ClusterIP") }}
    nodePort: {{ .nodePort | int }}
    {{- end }}
  {{- end }}
  selector:
    {{- include "fate.match" (dict "root" .root "module" (.select | default .module)) | nindent 4 }}
{{- end -}}

{{/*
A Deployment or StatefulSet. Takes: root, kind, name, module, conf (values of the module), image (whole name), replicas, service, container, ports (name, port), probe (port),
env (list), command (list), files (config, key, path), checksum (of its configuration: a change restarts the pods), data (name, path), init and sidecars (YAML lists).
*/}}
{{- define "fate.workload" -}}
{{- $persistent := and .data .root.Values.persistence -}}
{{- $claims := and $persistent (not .conf.existingClaim) -}}
{{- $configs := list -}}
{{- range .files }}{{ $configs = append $configs .config }}{{ end -}}
apiVersion: apps/v1
kind: {{ .kind }}
metadata:
  name: {{ .name }}
  labels:
    {{- include "fate.labels" . | nindent 4 }}
spec:
  replicas: {{ .replicas | default 1 | int }}
  {{- if eq .kind "StatefulSet" }}
  serviceName: {{ .service | default .name }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "fate.match" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "fate.labels" . | nindent 8 }}
      {{- with .checksum }}
      annotations:
        checksum/config: {{ . }}
      {{- end }}
    spec:
      serviceAccountName: {{ .conf.serviceAccountName | default "default" }}
      {{- with .root.Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .init }}
      initContainers:
        {{- . | nindent 8 }}
      {{- end }}
      containers:
      - name: {{ .container | default .name }}
        image: {{ .image }}
        imagePullPolicy: {{ .root.Values.pullPolicy }}
        {{- with .command }}
        command:
          {{- toYaml . | nindent 10 }}
        {{- end }}
        {{- with .env }}
        env:
          {{- toYaml . | nindent 10 }}
        {{- end }}
        ports:
        {{- range .ports }}
        - name: {{ .name }}
          containerPort: {{ .port }}
        {{- end }}
        {{- with .probe }}
        startupProbe:
          tcpSocket: {port: {{ . }}}
          periodSeconds: 10
          failureThreshold: 12
        readinessProbe:
          tcpSocket: {port: {{ . }}}
          periodSeconds: 10
        livenessProbe:
          tcpSocket: {port: {{ . }}}
          periodSeconds: 10
        {{- end }}
        {{- with .conf.resources }}
        resources:
          {{- toYaml . | nindent 10 }}
        {{- end }}
        {{- if or .files .data }}
        volumeMounts:
        {{- range .files }}
        - name: {{ .config }}
          mountPath: {{ .path }}
          subPath: {{ .key }}
          readOnly: true
        {{- end }}
        {{- with .data }}
        - name: {{ .name }}
          mountPath: {{ .path }}
          {{- with $.conf.subPath }}
          subPath: {{ . }}
          {{- end }}
        {{- end }}
        {{- end }}
      {{- with .sidecars }}
      {{- . | nindent 6 }}
      {{- end }}
      {{- with .conf.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .conf.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .conf.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- if or $configs (and .data (not $claims)) }}
      volumes:
      {{- range uniq $configs }}
      - name: {{ . }}
        configMap:
          name: {{ . }}
      {{- end }}
      {{- if and .data (not $claims) }}
      - name: {{ .data.name }}
        {{- if $persistent }}
        persistentVolumeClaim:
          claimName: {{ .conf.existingClaim }}
        {{- else }}
        emptyDir: {}
        {{- end }}
      {{- end }}
      {{- end }}
  {{- if and $claims (eq .kind "StatefulSet") }}
  volumeClaimTemplates:
  - metadata:
      name: {{ .data.name }}
    spec:
      accessModes: [{{ .conf.accessMode | default "ReadWriteOnce" }}]
      {{- with .conf.storageClass }}
      storageClassName: {{ . }}
      {{- end }}
      resources:
        requests:
          storage: {{ .conf.size | default "1Gi" }}
  {{- end }}
{{- end -}}

{{/* An ingress for a page of the party. Takes: root, name, module, service, port, conf (annotations, hosts, tls), host (where none is given). */}}
{{- define "fate.ingress" -}}
{{- $call := . -}}
{{- $conf := .conf | default dict -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ .name }}
  labels:
    {{- include "fate.labels" . | nindent 4 }}
  {{- with $conf.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  ingressClassName: {{ .root.Values.ingressClassName }}
  rules:
  {{- range $conf.hosts | default (list (dict "name" .host)) }}
  - host: {{ .name }}
    http:
      paths:
      - path: {{ .path | default "/" }}
        pathType: Prefix
        backend:
          service:
            name: {{ $call.service }}
            port:
              number: {{ $call.port }}
  {{- end }}
  {{- with $conf.tls }}
  tls:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* A ConfigMap. Takes: root, name, module, data (YAML of its members). */}}
{{- define "fate.config" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .name }}
  labels:
    {{- include "fate.labels" . | nindent 4 }}
data:
  {{- .data | nindent 2 }}
{{- end -}}
