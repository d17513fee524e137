import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'

const macro = `{% macro service(name) %}
apiVersion: apps/v1
kind: {{ kind }}
metadata: {name: {{ name }}}
spec:
  selector: {matchLabels: {app: {{ name }}}}
  template:
    metadata: {labels: {app: {{ name }}}}
    spec:
      containers:
      - {name: app, image: example.com/app, envFrom: [{configMapRef: {name: {{ name }}-env}}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ name }}-env}
data:
  LEVEL: {{ level }}
{% endmacro %}
`

test('one mistake in a macro that several templates call is told once, with all that have it', async ({ cluster }) => {
  const names = ['api', 'orders', 'web']
  const call = (name: string) => `{% from '_service.yaml.j2' import service with context %}\n{{ service('${name}') }}\n`
  const project = await cluster.createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_shop.yaml': `namespace: ${cluster.namespace}\nvariables: {kind: Deployment, level: info}\n`,
      'templates/_service.yaml.j2': macro,
      ...Object.fromEntries(names.map((name) => [`templates/${name}.yaml`, call(name)])),
    },
  })
  const run = async (...args: readonly string[]) => {
    const { stderr } = await cluster.kdeploy([...args, '-p', 'prod_shop'], { cwd: project.folder })
    return stderr.split('\n').slice(1, -1)
  }
  const at = (line: number) => `templates/_service\\.yaml\\.j2:${line}:\\d+`

  expect(await run('diff', '--set', 'kind=Deploymnt')).toEqual([
    "error: 3 manifests can't be applied",
    expect.stringMatching(new RegExp(`^  error: ${at(3)}: the cluster does not serve the kind Deploymnt of apps/v1$`)),
    `    3 times: Deploymnt ${cluster.namespace}/api, orders, web`,
    '  hint: the cluster serves Deployment as apps/v1: correct kind',
  ])
  expect(await run('diff', '--set', 'level=a: b')).toEqual([
    'error: 3 problems in the rendered manifests',
    expect.stringMatching(new RegExp(`^  error: ${at(17)}: invalid YAML`)),
    expect.stringContaining('LEVEL: a: b'),
    expect.stringContaining('^'),
    '    3 times: template api.yaml, orders.yaml, web.yaml',
    expect.stringContaining('hint: put the value into quotes'),
  ])
  const { stdout } = await cluster.kdeploy(['diff', '-p', 'prod_shop'], { cwd: project.folder })
  expect(stdout).toMatch(
    /^\+\+\+ ConfigMap \S+\/web-env \(templates\/_service\.yaml\.j2:\d+:\d+, by templates\/web\.yaml\)$/m,
  )
  await run('apply', '--no-wait')
  const warnings = (await run('diff', '--set', 'level=debug')).filter((line) => line.startsWith('warning'))
  expect(warnings).toEqual([
    expect.stringMatching(
      new RegExp(
        `^warning: ${at(16)}: ConfigMap \\S+/api-env, ConfigMap \\S+/orders-env, ConfigMap \\S+/web-env change, but the pods of Deployment \\S+/api, Deployment \\S+/orders, Deployment \\S+/web do not restart to read them; a checksum of each`,
      ),
    ),
  ])
})
