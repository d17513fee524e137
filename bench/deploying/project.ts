import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a state of the objects is made of: `version` is in every object, `marker` in one. */
export interface State {
  readonly version: string
  readonly marker: string
}

interface Template {
  /** Of twenty objects, how many are of this kind. */
  readonly share: number
  /** YAML; `<i>` is the number of the object, `<version>` of the state. */
  readonly text: string
}

/** Mixed objects, as a team's project renders them; a Deployment names a ConfigMap, a Secret and an account of the same number. */
const templates: Readonly<Record<string, Template>> = {
  config: {
    share: 6,
    text: `apiVersion: v1
kind: ConfigMap
metadata: {name: config-<i>, labels: {app.kubernetes.io/name: service-<i>, app.kubernetes.io/version: "<version>"}}
data:
  URL: https://service-<i>.example.com/api
  settings.yaml: |
    log: {level: info, format: json}
    database: {host: db-<i>.example.com, port: 5432, pool: 10}
    features: [search, export, import]`,
  },
  secret: {
    share: 4,
    text: `apiVersion: v1
kind: Secret
metadata: {name: secret-<i>, labels: {app.kubernetes.io/name: service-<i>, app.kubernetes.io/version: "<version>"}}
stringData: {user: user-<i>, password: "a password of service <i>"}`,
  },
  service: {
    share: 3,
    text: `apiVersion: v1
kind: Service
metadata: {name: service-<i>, labels: {app.kubernetes.io/name: service-<i>, app.kubernetes.io/version: "<version>"}}
spec:
  selector: {app.kubernetes.io/name: service-<i>}
  ports: [{name: http, port: 80, targetPort: http}, {name: metrics, port: 9090, targetPort: metrics}]`,
  },
  account: {
    share: 3,
    text: `apiVersion: v1
kind: ServiceAccount
metadata: {name: account-<i>, labels: {app.kubernetes.io/name: service-<i>, app.kubernetes.io/version: "<version>"}}`,
  },
  role: {
    share: 1,
    text: `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: role-<i>, labels: {app.kubernetes.io/name: service-<i>, app.kubernetes.io/version: "<version>"}}
rules:
- {apiGroups: [""], resources: [configmaps], verbs: [get, list, watch]}
- {apiGroups: [""], resources: [pods], verbs: [get]}`,
  },
  deployment: {
    share: 3,
    text: `apiVersion: apps/v1
kind: Deployment
metadata: {name: service-<i>, labels: {app.kubernetes.io/name: service-<i>, app.kubernetes.io/version: "<version>"}}
spec:
  replicas: 0
  selector: {matchLabels: {app.kubernetes.io/name: service-<i>}}
  template:
    metadata: {labels: {app.kubernetes.io/name: service-<i>}}
    spec:
      serviceAccountName: account-<i>
      containers:
      - name: service
        image: registry.example.com/service:<version>
        args: [--listen, ":8080", --metrics, ":9090"]
        ports: [{name: http, containerPort: 8080}, {name: metrics, containerPort: 9090}]
        envFrom: [{configMapRef: {name: config-<i>}}]
        env:
        - name: PASSWORD
          valueFrom: {secretKeyRef: {name: secret-<i>, key: password}}
        resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}
        readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 5}
        livenessProbe: {httpGet: {path: /alive, port: http}, initialDelaySeconds: 10}`,
  },
}

const marker = `apiVersion: v1
kind: ConfigMap
metadata: {name: marker}
data: {marker: "<marker>"}`

/** The same `count` objects as a kdeploy project (`project/`) and as a Helm chart (`chart/`). Give a multiple of 20. */
export function writeProject(folder: string, count: number): void {
  const kdeploy = join(folder, 'project')
  const chart = join(folder, 'chart')
  for (const name of ['templates', 'profiles']) mkdirSync(join(kdeploy, name), { recursive: true })
  mkdirSync(join(chart, 'templates'), { recursive: true })
  writeFileSync(join(kdeploy, 'kdeploy.yaml'), 'name: bench\n')
  writeFileSync(join(kdeploy, 'profiles', 'bench_objects.yaml'), 'variables: {version: "1", marker: "1"}\n')
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: bench\nversion: 1.0.0\n')
  for (const [name, { share, text }] of Object.entries(templates)) {
    // One ConfigMap is the marker.
    const number = (count / 20) * share - (name === 'config' ? 1 : 0)
    writeFileSync(
      join(kdeploy, 'templates', `${name}.yaml`),
      `{% for i in range(${number}) %}---\n${filled(text, '{{ i }}', '{{ version }}')}\n{% endfor %}`,
    )
    writeFileSync(
      join(chart, 'templates', `${name}.yaml`),
      `{{ range $i := until ${number} }}---\n${filled(text, '{{ $i }}', '{{ $.Values.version }}')}\n{{ end }}`,
    )
  }
  writeFileSync(join(kdeploy, 'templates', 'marker.yaml'), marker.replace('<marker>', '{{ marker }}'))
  writeFileSync(join(chart, 'templates', 'marker.yaml'), marker.replace('<marker>', '{{ .Values.marker }}'))
}

function filled(text: string, number: string, version: string): string {
  return text.replaceAll('<i>', number).replaceAll('<version>', version)
}
