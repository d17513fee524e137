import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Each object of the chart `shop` has a value `without<Kind>` that leaves it out; `color` is in the ConfigMap. */
const templates: Readonly<Record<string, string>> = {
  'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
  'values.yaml': 'color: blue\nhuge: 9007199254740993\n',
  'templates/config.yaml': `{{- if not .Values.withoutConfigMap }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-config
  labels:
    app: {{ .Release.Name | quote }} # the chart's own words
data:
  color: {{ .Values.color }}
  text: |
    two
    lines
{{- end }}
`,
  'templates/secret.yaml': `{{- if not .Values.withoutSecret }}
apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}-secret, annotations: {of: chart}}
stringData: {password: hunter2}
{{- end }}
`,
  'templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  annotations:
    of: chart
spec:
  selector: {app: {{ .Release.Name }}}
  ports: [{port: 80}]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-kept
  annotations:
    "helm.sh/resource-policy": keep
`,
  'templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: 0
  selector: {matchLabels: {app: {{ .Release.Name }}}}
  template:
    metadata: {labels: {app: {{ .Release.Name }}}}
    spec: {containers: [{name: app, image: "registry.example/app:1"}]}
`,
}

/** Writes the chart `shop` into a folder: a ConfigMap, a Secret, a Service, a Deployment, and a ConfigMap that it keeps itself. */
export async function writeChart(folder: string): Promise<string> {
  for (const [name, text] of Object.entries(templates)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  return folder
}
