import { describe, expect } from 'vitest'
import { genericKind } from '../../../src/kinds/generic.ts'
import { noChildren } from '../../../src/kinds/rules/children.ts'
import { readyWhen, readyWhenAnnotation } from '../../../src/kinds/rules/ready-when.ts'
import { isRule, parseRule } from '../../../src/kinds/rules/rule.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { test } from '../../support/cluster/cluster.ts'
import { widgetDefinition } from '../../support/cluster/widget-definition.ts'
import { createShop } from '../../support/projects/shop.ts'

const settings = (annotations: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: seen
  annotations: {${annotations}}
`

describe('an object with rules of its own', () => {
  test('is waited for until they hold', async ({ cluster }) => {
    const shop = await createShop(cluster, {
      files: { 'templates/seen.yaml': settings('kdeploy.dev/ready-when: "{.data.state}=done"') },
    })
    const running = cluster.startKdeploy(['apply', '--profile', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /waiting .*ConfigMap \S+\/seen/.test(running.output()))

    await cluster.kubectl(['patch', 'configmap/seen', '-p', '{"data":{"state":"done"}}'])

    const { exitCode, stderr } = await running.result
    expect(stderr).toMatch(/ready +ConfigMap \S+\/seen: accepted/)
    expect(exitCode).toBe(0)
  })

  test('fails when it says so', async ({ cluster }) => {
    const rules = 'kdeploy.dev/ready-when: "{.data.state}=done", kdeploy.dev/fail-when: "{.data.error}"'
    const shop = await createShop(cluster, { files: { 'templates/seen.yaml': settings(rules) } })
    const running = cluster.startKdeploy(['apply', '--profile', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /waiting .*ConfigMap \S+\/seen/.test(running.output()))

    await cluster.kubectl(['patch', 'configmap/seen', '-p', '{"data":{"error":"no disk"}}'])

    const { exitCode, stderr } = await running.result
    expect(stderr).toMatch(/failed +ConfigMap \S+\/seen: \{\.data\.error\} \(kdeploy\.dev\/fail-when\)/)
    expect(exitCode).toBe(5)
  })

  test('is refused before anything is written where a rule is malformed', async ({ cluster }) => {
    const shop = await createShop(cluster, {
      files: { 'templates/seen.yaml': settings('kdeploy.dev/ready-when: "state is done"') },
    })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('templates/seen.yaml:5')
    expect(stderr).toContain('"state is done"')
    expect(exitCode).toBe(2)
  })
})

/** Each as --for takes it. */
const rules = [
  'condition=Ready',
  'condition=ready=TRUE',
  'condition=Ready=False',
  'condition=Synced',
  'condition=Synced=False',
  'condition=Absent',
  'condition=Old',
  'jsonpath={.status.phase}=Running',
  'jsonpath={.status.phase}="Running"',
  'jsonpath=.status.phase=Running',
  'jsonpath={.status.phase}=running',
  'jsonpath={.status.phase}=',
  'jsonpath={.status.phase}=Running=now',
  'jsonpath={.status.size}=3',
  'jsonpath={.status.up}=true',
  'jsonpath={.status.nodes}',
  'jsonpath={.status.nodes}=[1,2]',
  'jsonpath={.status.nodes[*]}',
  'jsonpath={.status.nodes[0]}=1',
  'jsonpath={.status.nodes[-1]}=2',
  'jsonpath={.status.nodes[0:1]}=1',
  'jsonpath={.status.nodes[0,1]}',
  'jsonpath={.status.absent}',
  'jsonpath={.status.conditions[?(@.type=="Ready")].status}=True',
  "jsonpath={.status.conditions[?(@.type!='Ready')].type}=Synced",
  'jsonpath={.status.conditions[?(@.weight>4)].type}=Synced',
  'jsonpath={.status.conditions[?(@.weight)].type}=Synced',
  'jsonpath={..phase}=Running',
  "jsonpath={.status['phase']}=Running",
  'jsonpath={.status.phase}{.status.size}=Running3',
  'jsonpath={.status.phase',
  'jsonpath=',
  'condition',
  'whatever',
]

test('a rule holds when kubectl wait says so, and is refused only where that fails', async ({ cluster }) => {
  const group = `${cluster.namespace}.example.com`
  const definition = `widgets.${group}`
  await cluster.create([widgetDefinition(group)])
  try {
    await cluster.kubectl(['wait', '--for=condition=Established', `crd/${definition}`])
    const conditions = [
      { type: 'Ready', status: 'True' },
      { type: 'Synced', status: 'False', weight: 5 },
      { type: 'Old', status: 'True', observedGeneration: 0 },
    ]
    const status = { phase: 'Running', size: 3, up: true, nodes: [1, 2], conditions }
    await cluster.create([{ apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'big' }, status }])
    const live = JSON.parse(await cluster.kubectl(['get', `${definition}/big`, '-o', 'json'])) as KubeObject
    const ours = (text: string) => {
      if (!isRule(parseRule(text))) return false
      const object = { ...live, metadata: { ...live.metadata, annotations: { [readyWhenAnnotation]: text } } }
      const kind = genericKind(group, 'Widget')
      return readyWhen(object, kind, kind.assess(object, noChildren, Date.now())).state === 'ready'
    }
    const theirs = (text: string) =>
      cluster.kubectl(['wait', `${definition}/big`, `--for=${text}`, '--timeout=0']).then(
        () => true,
        () => false,
      )
    const found = await Promise.all(rules.map(async (rule) => [rule, await theirs(rule)] as const))

    expect(rules.map((rule) => [rule, ours(rule)])).toEqual(found)
    expect(found.filter(([, holds]) => holds).length).toBeGreaterThan(12)
  } finally {
    await cluster.kubectl(['delete', 'crd', definition, '--wait=false'])
  }
})
