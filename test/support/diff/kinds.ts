/**
 * Manifests of thirty kinds as people write them: with quantities, ports and booleans in other forms than the server's, with null,
 * empty maps and lists, and with most that the server defaults left out. `group` and `own`: of one test alone.
 */
export function kindsTemplate(own: string): string {
  return `apiVersion: v1
kind: ConfigMap
metadata: {name: config, labels: {tier: "1"}, annotations: {}}
data:
  greeting: hello
  empty: ""
  number: "1.10"
  app.conf: |
    [server]
    port = 8080
    level = info
    # end
binaryData: {icon: iVBORw0KGgo=}
immutable: null
---
apiVersion: v1
kind: Secret
metadata: {name: secret}
type: Opaque
data: {user: cm9vdA==}
stringData: {password: correct-horse}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: app}
imagePullSecrets: [{name: regcred}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: null}
spec:
  replicas: 2
  revisionHistoryLimit: null
  strategy: {rollingUpdate: {maxSurge: 50%}}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: {note: a}}
    spec:
      serviceAccountName: app
      nodeSelector: {}
      tolerations:
      - {operator: Exists, effect: NoSchedule}
      - {key: spot, value: "true", effect: NoExecute, tolerationSeconds: 30}
      topologySpreadConstraints:
      - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}
      hostAliases: [{ip: 10.0.0.9, hostnames: [a.example.com, b.example.com]}]
      volumes:
      - {name: tmp, emptyDir: {}}
      - {name: cache, emptyDir: {sizeLimit: 1024Mi}}
      - {name: config, configMap: {name: config, items: [{key: greeting, path: g.txt}]}}
      - name: all
        projected: {sources: [{secret: {name: secret}}, {downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}]}
      initContainers: [{name: init, image: "registry.example.com/init:1", command: [/bin/init]}]
      containers:
      - name: app
        image: registry.example.com/web:1.4.0
        args: [--port=8080, --level=info, --verbose]
        env:
${Array.from({ length: 30 }, (_, index) => `        - {name: V${index}, value: "${index}"}`).join('\n')}
        - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
        - {name: NOTHING}
        envFrom: [{configMapRef: {name: config}}]
        ports: [{containerPort: 8080, name: http}, {containerPort: 9090}]
        resources: {limits: {cpu: "0.5", memory: 1024Mi}, requests: {cpu: 100m, memory: "134217728"}}
        readinessProbe: {httpGet: {path: /ready, port: http}}
        livenessProbe: {exec: {command: [/bin/check]}, periodSeconds: 7}
        securityContext: {runAsNonRoot: true, capabilities: {drop: [ALL]}}
        volumeMounts:
        - {name: tmp, mountPath: /tmp}
        - {name: config, mountPath: /etc/config, readOnly: true}
      - {name: metrics, image: "registry.example.com/metrics:2"}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 0
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "registry.example.com/db:1"}]}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {nodeSelector: {none: such}, containers: [{name: agent, image: "registry.example.com/agent:1"}]}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 3 * * *"
  suspend: yes
  jobTemplate:
    spec:
      template:
        spec: {restartPolicy: Never, containers: [{name: job, image: "registry.example.com/job:1"}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  suspend: true
  template:
    spec: {restartPolicy: Never, containers: [{name: job, image: "registry.example.com/job:1"}]}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: plain}
spec:
  replicas: 0
  selector: {matchLabels: {app: plain}}
  template:
    metadata: {labels: {app: plain}}
    spec: {containers: [{name: plain, image: "registry.example.com/plain:1"}]}
---
apiVersion: v1
kind: ReplicationController
metadata: {name: old}
spec:
  replicas: 0
  template:
    metadata: {labels: {app: old}}
    spec: {containers: [{name: old, image: "registry.example.com/old:1"}]}
---
apiVersion: v1
kind: PodTemplate
metadata: {name: template}
template:
  metadata: {labels: {app: template}}
  spec: {containers: [{name: app, image: "registry.example.com/app:1"}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
  - {name: http, port: 80, targetPort: http}
  - {name: dns, port: 53, protocol: UDP}
  - {name: dns-tcp, port: 53}
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
---
apiVersion: v1
kind: Service
metadata: {name: outside}
spec: {type: ExternalName, externalName: db.example.com}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: none
  tls: [{hosts: [web.example.com]}]
  rules:
  - host: web.example.com
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
  - host: api.example.com
    http: {paths: [{path: /v1, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelector: {}
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: 8080}]
  - from: [{namespaceSelector: {}}]
    ports: [{port: 9090}]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: agent}
spec:
  maxReplicas: 5
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: other}
  metrics:
  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}
  - {type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1024Mi}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 0.5Gi}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: app}
rules:
- {apiGroups: [""], resources: [pods], verbs: [get, list]}
- {apiGroups: [""], resources: [configmaps], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: app}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: app}
subjects: [{kind: ServiceAccount, name: app}, {kind: User, name: jane}]
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: quota}
spec: {hard: {pods: "1000", requests.cpu: "1000", requests.memory: 1024Gi}}
---
apiVersion: v1
kind: LimitRange
metadata: {name: limits}
spec: {limits: [{type: Container, default: {cpu: 1000m}, defaultRequest: {cpu: "0.1", memory: 1Mi}}]}
---
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: leader}
spec: {leaseDurationSeconds: 15}
---
apiVersion: v1
kind: Endpoints
metadata: {name: outside-db}
subsets: [{addresses: [{ip: 10.1.2.3}], ports: [{port: 5432}]}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: outside-db}
addressType: IPv4
endpoints: [{addresses: [10.1.2.3]}]
ports: [{name: "", port: 5432}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${own}-reader}
rules: [{nonResourceURLs: [/metrics], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: ${own}-reader}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${own}-reader}
subjects: [{kind: Group, name: readers}]
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: ${own}-high}
value: 1_000
description: high
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: ${own}-fast}
provisioner: example.com/none
parameters: {type: fast}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: ${own}-hook}
webhooks:
- name: a.example.com
  clientConfig: {url: "https://a.example.com/v"}
  rules: [{apiGroups: [none.example.com], apiVersions: [v1], operations: [CREATE], resources: [nothings]}]
  sideEffects: None
  admissionReviewVersions: [v1]
  failurePolicy: Ignore
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.${own}.example.com}
spec:
  group: ${own}.example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
`
}

/** A change of one field of the template: what to replace, what by, and how the diff is to tell it. */
export type FieldChange = readonly [from: string, to: string, action: string, path: string]

const pod = 'spec.template.spec'
const app = `${pod}.containers[name=app]`

/** The first such text of the template is replaced. */
export const fieldChanges: readonly FieldChange[] = [
  ['greeting: hello', 'greeting: bye', 'change', 'data.greeting'],
  ['  empty: ""\n', '', 'remove', 'data.empty'],
  ['empty: ""', 'empty: ""\n  more: x', 'add', 'data.more'],
  ['number: "1.10"', 'number: "1.1"', 'change', 'data.number'],
  ['level = info\n', 'level = debug\n', 'change', 'data["app.conf"]'],
  ['labels: {tier: "1"}', 'labels: {tier: "2"}', 'change', 'metadata.labels.tier'],
  ['icon: iVBORw0KGgo=', 'icon: iVBORw0KGgs=', 'change', 'binaryData.icon'],
  ['password: correct-horse', 'password: battery', 'change', 'data.password'],
  [
    'imagePullSecrets: [{name: regcred}]',
    'imagePullSecrets: [{name: regcred}, {name: two}]',
    'add',
    'imagePullSecrets[name=two]',
  ],
  ['replicas: 2\n', 'replicas: 3\n', 'change', 'spec.replicas'],
  ['maxSurge: 50%', 'maxSurge: 2', 'change', 'spec.strategy.rollingUpdate.maxSurge'],
  ['{note: a}', '{note: b}', 'change', 'spec.template.metadata.annotations.note'],
  ['tolerationSeconds: 30', 'tolerationSeconds: 60', 'change', `${pod}.tolerations[1].tolerationSeconds`],
  [
    'maxSkew: 1',
    'maxSkew: 2',
    'change',
    `${pod}.topologySpreadConstraints[topologyKey=zone,whenUnsatisfiable=ScheduleAnyway].maxSkew`,
  ],
  ['b.example.com]}]', 'c.example.com]}]', 'change', `${pod}.hostAliases[ip=10.0.0.9].hostnames`],
  ['sizeLimit: 1024Mi', 'sizeLimit: 2Gi', 'change', `${pod}.volumes[name=cache].emptyDir.sizeLimit`],
  [
    '      - {name: tmp, emptyDir: {}}\n',
    '      - {name: tmp, emptyDir: {medium: Memory}}\n',
    'change',
    `${pod}.volumes[name=tmp].emptyDir`,
  ],
  ['path: g.txt', 'path: h.txt', 'change', `${pod}.volumes[name=config].configMap.items[key=greeting].path`],
  ['command: [/bin/init]', 'command: [/bin/init, -v]', 'change', `${pod}.initContainers[name=init].command`],
  ['web:1.4.0', 'web:1.5.0', 'change', `${app}.image`],
  ['--level=info, --verbose', '--level=debug, --verbose', 'change', `${app}.args`],
  ['        - {name: V7, value: "7"}\n', '', 'remove', `${app}.env[name=V7]`],
  ['{name: V9, value: "9"}', '{name: V9, value: "09"}', 'change', `${app}.env[name=V9].value`],
  ['- {name: NOTHING}', '- {name: NOTHING, value: x}', 'add', `${app}.env[name=NOTHING].value`],
  ['{containerPort: 9090}', '{containerPort: 9090}, {containerPort: 9091}', 'add', `${app}.ports[containerPort=9091]`],
  ['limits: {cpu: "0.5"', 'limits: {cpu: "0.6"', 'change', `${app}.resources.limits.cpu`],
  ['path: /ready', 'path: /live', 'change', `${app}.readinessProbe.httpGet.path`],
  [', periodSeconds: 7', '', 'change', `${app}.livenessProbe.periodSeconds`],
  ['        readinessProbe: {httpGet: {path: /ready, port: http}}\n', '', 'remove', `${app}.readinessProbe`],
  ['drop: [ALL]', 'drop: [ALL, KILL]', 'change', `${app}.securityContext.capabilities.drop`],
  [
    '      containers:\n      - name: app\n',
    '      containers:\n      - {name: side, image: "registry.example.com/side:1"}\n      - name: app\n',
    'add',
    `${pod}.containers[name=side]`,
  ],
  [
    '      - {name: metrics, image: "registry.example.com/metrics:2"}\n',
    '',
    'remove',
    `${pod}.containers[name=metrics]`,
  ],
  ['registry.example.com/agent:1', 'registry.example.com/agent:2', 'change', `${pod}.containers[name=agent].image`],
  ['schedule: "0 3 * * *"', 'schedule: "0 4 * * *"', 'change', 'spec.schedule'],
  [
    '{name: dns, port: 53, protocol: UDP}',
    '{name: dns, port: 54, protocol: UDP}',
    'change',
    'spec.ports[name=dns].port',
  ],
  ['path: /v1', 'path: /v2', 'change', 'spec.rules[host=api.example.com].http.paths[path=/v1,pathType=Prefix].path'],
  ['ports: [{port: 9090}]', 'ports: [{port: 9091}]', 'change', 'spec.ingress[1].ports[port=9090,protocol=TCP].port'],
  ['averageUtilization: 80', 'averageUtilization: 70', 'change', 'spec.metrics[0].resource.target.averageUtilization'],
  ['verbs: [get, list]', 'verbs: [get, list, watch]', 'change', 'rules[0].verbs'],
  ['{kind: User, name: jane}', '{kind: User, name: john}', 'change', 'subjects[name=jane].name'],
  ['requests.memory: 1024Gi', 'requests.memory: 2Ti', 'change', 'spec.hard["requests.memory"]'],
  ['description: high', 'description: higher', 'change', 'description'],
  ['failurePolicy: Ignore', 'failurePolicy: Fail', 'change', 'webhooks[name=a.example.com].failurePolicy'],
  [
    'size: {type: integer}',
    'size: {type: string}',
    'change',
    'spec.versions[name=v1].schema.openAPIV3Schema.properties.spec.properties.size.type',
  ],
]
