// Pictures of kdeploy on a terminal, from real runs on the tests' control plane.
import { writeFileSync } from 'node:fs'
import { findCluster, type TestCluster } from '../test/support/cluster/find-cluster.ts'
import { startOnTerminal } from '../test/support/output/terminal.ts'
import { createProject, type Project } from '../test/support/projects/project.ts'
import { drawTerminal, screenOf } from './terminal-picture.ts'

const columns = 112

const workload = (name: string, replicas: string, stage: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata:
      labels: {app: ${name}}
      annotations: ${stage}
    spec:
      containers:
      - name: app
        image: registry.example.com/${name}:{{ tag }}
        envFrom: [{configMapRef: {name: settings}}]
        readinessProbe: {httpGet: {path: /ready, port: 8080}}
`

const files = {
  'kdeploy.yaml': 'name: shop\n',
  'profiles/default.yaml':
    'namespace: shop-{{ env_type }}\nvariables:\n  tag: 1.4.2\n  replicas: 3\n  log_level: info\n  pods: {}\n',
  'profiles/prod_shop.yaml': 'variables: {}\n',
  'templates/settings.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata:\n  LOG_LEVEL: {{ log_level }}\n  EXCHANGE: wss://exchange.example.com/feed\n',
  'templates/web.yaml': workload('web', '{{ replicas }}', '{{ pods | tojson }}'),
}

/** What the next pods of `web` do (test/control-plane/README.md), as a profile file; and what else changes. */
const profile = (variables: object) => JSON.stringify({ variables })

/** Runs kdeploy, at most so many milliseconds, and draws what its terminal shows then. */
async function picture(
  name: string,
  args: string[],
  place: { project: Project; cluster: TestCluster },
  after?: number,
) {
  const { project, cluster } = place
  const env = { KUBECONFIG: cluster.kubeconfig, COLORTERM: '' }
  const running = startOnTerminal(args, { cwd: project.folder, env, columns })
  const result =
    after === undefined
      ? (await running.result).stdout
      : await new Promise<string>((resolve) => setTimeout(() => resolve(running.output()), after))
  if (after !== undefined) {
    running.child.kill('SIGINT')
    await running.result
  }
  const shown = screenOf(
    result
      .replace(/kube context \S+, https?:\/\/[\d.:]+/, 'kube context prod-eu, https://10.0.0.1:6443')
      .replace(/by \w+@[\w.-]+/g, 'by ann@desk'),
    columns,
  )
  for (const scheme of ['light', 'dark'] as const)
    writeFileSync(
      new URL(`../docs/pictures/terminal-${name}-${scheme}.svg`, import.meta.url),
      drawTerminal(`kdeploy ${args.join(' ')}`, shown, columns, scheme),
    )
}

/** `terminal-*.svg`: a diff, an apply that fails and is undone, an undo, and an apply while it waits. */
export async function pictureTerminals(): Promise<void> {
  const cluster = await findCluster()
  const project = await createProject({ files })
  const place = { project, cluster }
  const run = (...args: string[]) =>
    startOnTerminal(args, { cwd: project.folder, env: { KUBECONFIG: cluster.kubeconfig } }).result
  try {
    await run('apply', '-p', 'prod_shop', '--create-namespace')
    await project.write({ 'profiles/prod_shop.yaml': profile({ tag: '1.5.0', log_level: 'debug', replicas: 5 }) })
    await picture('diff', ['diff', '-p', 'prod_shop'], place)
    await run('apply', '-p', 'prod_shop')
    await picture('undo', ['undo', '-p', 'prod_shop'], place)
    await run('undo', '-p', 'prod_shop', '--to-revision', '2')
    const crashing = { tag: '1.6.0', log_level: 'debug', replicas: 5, pods: { 'test.kdeploy.dev/stage': 'crash-loop' } }
    await project.write({ 'profiles/prod_shop.yaml': profile(crashing) })
    await picture('apply', ['apply', '-p', 'prod_shop', '--undo-on-failure'], place)
    await project.write({
      'profiles/prod_shop.yaml': profile({ tag: '1.6.1', replicas: 5, pods: { 'test.kdeploy.dev/ready-after': '2s' } }),
      'templates/api.yaml': workload('api', '4', '{test.kdeploy.dev/ready-after: 1s}'),
      'templates/worker.yaml': workload('worker', '2', '{test.kdeploy.dev/stage: never-ready}'),
      'templates/cache.yaml': workload('cache', '1', '{}'),
    })
    await picture('live', ['apply', '-p', 'prod_shop'], place, 4500)
    await run('delete', '-p', 'prod_shop', '--yes')
  } finally {
    await project.remove()
    await cluster.stop()
  }
}
