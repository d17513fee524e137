import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import {
  container,
  db,
  deployment,
  expectNothing,
  ingress,
  named,
  openProject,
  role,
  scaler,
  service,
} from '../../support/projects/references.ts'

describe('a missing reference', () => {
  const ref = (name: string, more = '') => `{name: ${name}, key: k${more}}`
  const cases: readonly (readonly [string, string, string, number])[] = [
    ['Secret of a variable', container(`env: [{name: A, valueFrom: {secretKeyRef: ${ref('nobody')}}}]`), 'Secret', 12],
    [
      'ConfigMap of a variable',
      container(`env: [{name: A, valueFrom: {configMapKeyRef: ${ref('nobody')}}}]`),
      'ConfigMap',
      12,
    ],
    ['Secret of envFrom', container('envFrom: [{secretRef: {name: nobody}}]'), 'Secret', 12],
    ['ConfigMap of envFrom', container('envFrom: [{configMapRef: {name: nobody}}]'), 'ConfigMap', 12],
    ['Secret of a volume', deployment('volumes: [{name: v, secret: {secretName: nobody}}]'), 'Secret', 11],
    ['ConfigMap of a volume', deployment('volumes: [{name: v, configMap: {name: nobody}}]'), 'ConfigMap', 11],
    [
      'projected Secret',
      deployment('volumes: [{name: v, projected: {sources: [{secret: {name: nobody}}]}}]'),
      'Secret',
      11,
    ],
    [
      'Secret of a CSI volume',
      deployment('volumes: [{name: v, csi: {driver: d, nodePublishSecretRef: {name: nobody}}}]'),
      'Secret',
      11,
    ],
    ['image pull secret', deployment('imagePullSecrets: [{name: nobody}]'), 'Secret', 11],
    ['service account', deployment('serviceAccountName: nobody'), 'ServiceAccount', 11],
    [
      'claim',
      deployment('volumes: [{name: v, persistentVolumeClaim: {claimName: nobody}}]'),
      'PersistentVolumeClaim',
      11,
    ],
    ['priority class', deployment('priorityClassName: nobody'), 'PriorityClass', 11],
    ['runtime class', deployment('runtimeClassName: nobody'), 'RuntimeClass', 11],
    ['resource claim', deployment('resourceClaims: [{name: gpu, resourceClaimName: nobody}]'), 'ResourceClaim', 11],
    [
      'template of a resource claim',
      deployment('resourceClaims: [{name: gpu, resourceClaimTemplateName: nobody}]'),
      'ResourceClaimTemplate',
      11,
    ],
    [
      "ServiceAccount's image pull secret",
      named('v1', 'ServiceAccount', 'robot', 'imagePullSecrets: [{name: nobody}]\n'),
      'Secret',
      4,
    ],
    [
      "Ingress's resource",
      ingress('{name: web}').replace(
        'service: {name: web}',
        'resource: {apiGroup: apps, kind: StatefulSet, name: nobody}',
      ),
      'StatefulSet',
      5,
    ],
    ["Ingress's Service", ingress('{name: nobody, port: {number: 80}}'), 'Service', 5],
    [
      "Ingress's certificate",
      `${ingress('{name: web, port: {name: http}}', '  tls: [{secretName: nobody}]\n')}---\n${service}`,
      'Secret',
      6,
    ],
    [
      "Ingress's class",
      `${ingress('{name: web, port: {name: http}}', '  ingressClassName: nobody\n')}---\n${service}`,
      'IngressClass',
      6,
    ],
    ["autoscaler's target", scaler, 'Deployment', 6],
    ["RoleBinding's Role", role('RoleBinding', 'Role'), 'Role', 4],
    ["RoleBinding's ClusterRole", role('RoleBinding', 'ClusterRole'), 'ClusterRole', 4],
  ]
  for (const [what, manifest, kind, line] of cases) {
    test(`is found: the ${what}`, async ({ cluster }) => {
      const project = await openProject(cluster, manifest)

      const { exitCode, stderr } = await project.kdeploy(['apply'])

      expect(stderr).toMatch(
        new RegExp(
          `error: templates/all\\.yaml:${line}:\\d+: \\S+ \\S+ refers to ${kind} (\\S+/)?nobody, which is neither`,
        ),
      )
      expect(exitCode).toBe(2)
      await expectNothing(cluster)
    })
  }

  test('shows all of them at once, each with its line, together with what the API server refuses', async ({
    cluster,
  }) => {
    const project = await openProject(
      cluster,
      named('v1', 'ConfigMap', 'shop', 'data: {a: b}\n'),
      deployment('serviceAccountName: nobody\n      priorityClassName: nothing'),
      scaler,
      named('v1', 'Service', 'bad', 'spec: {ports: [{port: 99999}]}\n'),
    )

    const { exitCode, stderr } = await project.kdeploy(['apply'])

    expect(stderr).toContain('error: 4 problems\n')
    expect(stderr).toMatch(/all\.yaml:16:\d+: Deployment \S+\/web refers to ServiceAccount \S+\/nobody/)
    expect(stderr).toMatch(/all\.yaml:17:\d+: Deployment \S+\/web refers to PriorityClass nothing/)
    expect(stderr).toMatch(/all\.yaml:24:\d+: HorizontalPodAutoscaler \S+\/web refers to Deployment \S+\/nobody/)
    expect(stderr).toMatch(/all\.yaml:29:\d+ spec\.ports\[0\]\.port: .*65535/)
    expect(exitCode).toBe(2)
    await expectNothing(cluster)
  })

  test('tells an object once a manifest, with its other places', async ({ cluster }) => {
    const from = (key: string) => `{name: ${key}, valueFrom: {secretKeyRef: {name: nobody, key: ${key}}}}`
    const project = await openProject(cluster, container(`env: [${from('A')},\n          ${from('B')}]`))

    const { stderr } = await project.kdeploy(['apply'])

    expect(stderr.match(/refers to Secret/g)).toHaveLength(1)
    expect(stderr).toMatch(
      /error: templates\/all\.yaml:12:\d+: .*\n {4}also referenced at templates\/all\.yaml:13:\d+\n/,
    )
  })
})

describe('diff and undo', () => {
  test('a diff warns of a missing reference, with its place, and keeps its exit code', async ({ cluster }) => {
    const project = await openProject(cluster, deployment('imagePullSecrets: [{name: nobody}]'))
    const changed = await project.kdeploy(['diff'])
    await project.kdeploy(['apply', '--skip-references'])

    const unchanged = await project.kdeploy(['diff'])

    for (const { stderr } of [changed, unchanged]) {
      expect(stderr).toMatch(
        /warning: templates\/all\.yaml:11:\d+: Deployment \S+\/web refers to Secret \S+\/nobody, which is neither/,
      )
    }
    expect([changed.exitCode, unchanged.exitCode]).toEqual([1, 0])
  })

  test('an undo warns of what is no longer there, and goes on', async ({ cluster }) => {
    await cluster.create([db({ password: 'correct-horse' })])
    const project = await openProject(cluster, deployment('imagePullSecrets: [{name: db}]'))
    expect((await project.kdeploy(['apply'])).exitCode).toBe(0)
    await project.change(deployment('imagePullSecrets: []'))
    expect((await project.kdeploy(['apply'])).exitCode).toBe(0)
    await cluster.kubectl(['delete', 'secret', 'db'])

    const { exitCode, stderr } = await project.kdeploy(['undo'])

    expect(stderr).toMatch(
      /warning: revision 1, all\.yaml: Deployment \S+\/web refers to Secret \S+\/db, which is neither/,
    )
    expect(stderr).toContain('restored revision 1')
    expect(exitCode).toBe(0)
  })

  const wanted = container('envFrom: [{secretRef: {name: db}}]')
  const unwanted = container('envFrom: []')

  for (const [args, skipped] of [
    [['undo', 'deployment/web'], false],
    [['undo', 'deployment/web', '--skip-references'], true],
  ] as const) {
    test(`${args.join(' ')}: ${skipped ? 'nothing is told' : 'a warning tells'} of what its old pods need`, async ({
      cluster,
    }) => {
      await cluster.create([db({ password: 'correct-horse' })])
      const project = await openProject(cluster, wanted)
      expect((await project.kdeploy(['apply'])).exitCode).toBe(0)
      await project.change(unwanted)
      expect((await project.kdeploy(['apply'])).exitCode).toBe(0)
      await cluster.kubectl(['delete', 'secret', 'db'])

      const { exitCode, stderr } = await project.kdeploy([...args])

      const warning =
        /warning: revision 1 of Deployment (\S+)\/web: Deployment \1\/web refers to Secret \1\/db, which is neither/
      if (skipped) expect(stderr).not.toContain('Secret')
      else expect(stderr).toMatch(warning)
      expect(stderr).toContain('restored')
      expect(exitCode).toBe(0)
    })
  }

  test('an undo after a failure warns of what is no longer there', async ({ cluster }) => {
    await cluster.create([db({ password: 'correct-horse' })])
    const project = await openProject(cluster, wanted)
    expect((await project.kdeploy(['apply'])).exitCode).toBe(0)
    await cluster.kubectl(['delete', 'secret', 'db'])
    await project.change(
      unwanted.replace('labels: {app: web}', 'labels: {app: web}, annotations: {test.kdeploy.dev/stage: crash-loop}'),
    )

    const { stderr } = await project.kdeploy(['apply', '--undo-on-failure'])

    expect(stderr).toMatch(
      /undo: restoring revision 1\n[\s\S]*warning: revision 1, all\.yaml: .* refers to Secret \S+\/db/,
    )
  })
})

test('a kind that is not served is told before all else, and what follows from it is not', async ({ cluster }) => {
  const backend = ingress('{name: web, port: {name: http}}')
  const other = container('envFrom: [{secretRef: {name: nobody}}]')
  const misspelt = service.replace('kind: Service', 'kind: Servce')
  const project = await openProject(cluster, backend, other, misspelt)
  for (const command of ['diff', 'apply']) {
    const { exitCode, stderr } = await project.kdeploy([command])

    const lines = stderr.split('\n').filter((line) => /error|warning|hint/.test(line))
    expect(lines, stderr).toEqual(
      command === 'diff'
        ? [
            expect.stringMatching(/^warning: .* refers to Secret \S+\/nobody, which is neither/),
            expect.stringMatching(/^error: .* does not serve the kind Servce of v1/),
            'hint: the cluster serves Service as v1: correct kind',
          ]
        : [
            'error: 2 problems',
            expect.stringMatching(/^ +error: .* does not serve the kind Servce of v1/),
            '  hint: the cluster serves Service as v1: correct kind',
            expect.stringMatching(/^ +error: .* refers to Secret \S+\/nobody, which is neither/),
            expect.stringMatching(/^ +hint: create the missing objects/),
          ],
    )
    expect(exitCode).toBe(2)
  }
  await expectNothing(cluster)
})

test('a StatefulSet whose Service is not there is warned of', async ({ cluster }) => {
  const set = `${named('apps/v1', 'StatefulSet', 'db')}spec:
  serviceName: dbb
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: app, image: example.com/app}]}
`
  const project = await openProject(cluster, set, service.replaceAll('web', 'db'))

  const { exitCode, stderr } = await project.kdeploy(['diff'])

  expect(stderr).toMatch(
    /^warning: templates\/all.yaml:5:3: StatefulSet \S+\/db refers to Service \S+\/dbb, which is neither rendered nor on the cluster; did you mean db\?$/m,
  )
  expect(exitCode).toBe(1)
})
