interface Template {
  /** Of twenty objects, how many are of this kind. */
  readonly share: number
  /** YAML; `<i>` is the number of the object, `<version>` of the state. */
  readonly text: string
}

/**
 * Mixed objects, as a team's project renders them. A workload names a ConfigMap, a Secret and an account of the same number. Among
 * their values are those that the server keeps in another form: stringData, `1000m` (`1`), `[]`, and defaults within atomic fields
 * (of a fieldRef, of volumeClaimTemplates, of a NetworkPolicy's ports).
 */
export const templates: Readonly<Record<string, Template>> = {
  config: {
    share: 5,
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
    share: 3,
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
  policy: {
    share: 1,
    text: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: service-<i>, labels: {app.kubernetes.io/name: service-<i>, app.kubernetes.io/version: "<version>"}}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: service-<i>}}
  policyTypes: [Ingress, Egress]
  ingress:
  - from: [{podSelector: {}}]
    ports: [{port: 8080}, {port: metrics}]
  egress: []`,
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
      securityContext: {}
      containers:
      - name: service
        image: registry.example.com/service:<version>
        args: [--listen, ":8080", --metrics, ":9090"]
        ports: [{name: http, containerPort: 8080}, {name: metrics, containerPort: 9090}]
        envFrom: [{configMapRef: {name: config-<i>}}]
        env:
        - name: PASSWORD
          valueFrom: {secretKeyRef: {name: secret-<i>, key: password}}
        - name: NAMESPACE
          valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
        resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {cpu: 1000m, memory: 256Mi}}
        readinessProbe: {httpGet: {path: /ready, port: http}, periodSeconds: 5}
        livenessProbe: {httpGet: {path: /alive, port: http}, initialDelaySeconds: 10}
        volumeMounts: [{name: cache, mountPath: /cache}]
      volumes: [{name: cache, emptyDir: {}}]`,
  },
  store: {
    share: 1,
    text: `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: store-<i>, labels: {app.kubernetes.io/name: store-<i>, app.kubernetes.io/version: "<version>"}}
spec:
  replicas: 0
  serviceName: service-<i>
  selector: {matchLabels: {app.kubernetes.io/name: store-<i>}}
  template:
    metadata: {labels: {app.kubernetes.io/name: store-<i>}}
    spec:
      serviceAccountName: account-<i>
      volumes: []
      containers:
      - name: store
        image: registry.example.com/store:<version>
        env:
        - name: POD
          valueFrom: {fieldRef: {fieldPath: metadata.name}}
        resources: {requests: {cpu: 1000m, memory: 1Gi}}
        volumeMounts: [{name: data, mountPath: /data}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}`,
  },
}

export const marker = `apiVersion: v1
kind: ConfigMap
metadata: {name: marker}
data: {marker: "<marker>"}`
