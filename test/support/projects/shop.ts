import type { Cluster } from '../cluster/cluster.ts'
import type { Showing } from '../output/views.ts'
import type { Project } from './project.ts'

/** What the Deployment of a shop project looks like; see `shopFiles`. */
export interface Shop {
  readonly namespace: string
  readonly tag?: string
  readonly replicas?: number
  readonly greeting?: string
  /** The stage of test/control-plane/stages that its pods go through; undefined: they get ready. */
  readonly stage?: string
  /** `4s`: its pods get ready that long after they started. */
  readonly readyAfter?: string
  /** Rewrites the Deployment's template. */
  readonly web?: (template: string) => string
  /** Further files of the project. */
  readonly files?: Readonly<Record<string, string>>
}

/** A small project with one Deployment and the ConfigMap that it reads, for the profile `prod_shop`. */
export function shopFiles({
  namespace,
  tag = '1',
  replicas = 1,
  greeting = 'hello',
  stage = '',
  readyAfter = '',
  web = (template) => template,
  files = {},
}: Shop): Record<string, string> {
  return {
    'kdeploy.yaml': 'name: shop\n',
    'profiles/prod_shop.yaml': `namespace: ${namespace}
variables:
  tag: "${tag}"
  replicas: ${replicas}
  greeting: ${greeting}
  stage: "${stage}"
  ready_after: "${readyAfter}"
`,
    'templates/config.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
data:
  greeting: {{ greeting }}
`,
    'templates/web.yaml': web(`apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: {{ replicas }}
  progressDeadlineSeconds: 60
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
      {%- if stage %}
      annotations: {test.kdeploy.dev/stage: {{ stage }}}
      {%- elif ready_after %}
      annotations: {test.kdeploy.dev/ready-after: {{ ready_after }}}
      {%- endif %}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: app
        image: registry.example.com/shop:{{ tag }}
        ports: [{containerPort: 8080}]
        envFrom:
        - configMapRef: {name: shop}
`),
    ...files,
  }
}

/** Makes the project; `change` rewrites its files as another shop. */
export async function createShop(cluster: Cluster, shop: Omit<Shop, 'namespace'> = {}) {
  const namespace = cluster.namespace
  const project: Project = await cluster.createProject({ files: shopFiles({ namespace, ...shop }) })
  return {
    folder: project.folder,
    change: (changed: Omit<Shop, 'namespace'>) => project.write(shopFiles({ namespace, ...changed })),
    /** Runs kdeploy for the profile prod_shop in the project's folder. */
    kdeploy: (...args: readonly string[]) =>
      cluster.kdeploy([...args, '--profile', 'prod_shop'], { cwd: project.folder }),
    /** The same as a view shows it. */
    show: async (showing: Showing, ...args: readonly string[]) => {
      const result = await showing.start(cluster, project.folder, ...args).result
      return { exitCode: result.exitCode, shown: showing.shown(result, cluster) }
    },
  }
}
