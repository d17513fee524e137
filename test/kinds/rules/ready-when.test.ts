import { describe, expect, test } from 'vitest'
import { deployment } from '../../../src/kinds/deployment.ts'
import { genericKind } from '../../../src/kinds/generic.ts'
import { parseJsonPath, valuesAt } from '../../../src/kinds/rules/json-path.ts'
import { parseRule, readyWhen } from '../../../src/kinds/rules/ready-when.ts'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { children, NOW, object } from '../../support/kinds/objects.ts'

const widget = genericKind('example.com', 'Widget')

function assessWidget(annotations: JsonObject, status: JsonObject) {
  const made = object('example.com/v1', 'Widget', { annotations, status })
  return readyWhen(made, widget, widget.assess(made, children(), NOW))
}

describe('a path', () => {
  const value = {
    a: {
      'b.c': [
        { type: 'Ready', status: 'True' },
        { type: 'Other', status: 'False' },
      ],
    },
    n: [1, 2],
  }
  test.each([
    ['{.a.b\\.c[0].status}', ['True']],
    [".a['b.c'][*].status", ['True', 'False']],
    ['{.a.b\\.c[?(@.type=="Ready")].status}', ['True']],
    ["{.a.b\\.c[?(@.type!='Ready')].status}", ['False']],
    ['$.n[-1]', [2]],
    ['{.missing.key}', []],
  ])('%s leads to %j', (text, found) => {
    expect(valuesAt(value, parseJsonPath(text) ?? [])).toEqual(found)
  })

  test.each(['', '{}', 'status', '{.a[}', '{.a[?(@.b)]}', '{range .items}'])('%j is none', (text) => {
    expect(parseJsonPath(text)).toBeUndefined()
  })
})

describe('a rule', () => {
  test('keeps what is compared inside a filter apart from its own value', () => {
    expect(parseRule('{.status.conditions[?(@.type=="Ready")].status}=True')?.value).toBe('True')
    expect(parseRule('{.status.loadBalancer.ingress}')?.value).toBeUndefined()
    expect(parseRule('{.status.phase}="Up and running"')?.value).toBe('Up and running')
    expect(parseRule('Running')).toBeUndefined()
  })

  test('holds a kind of conventions back that would be ready, and says what is there', () => {
    const rule = { 'kdeploy.dev/ready-when': '{.status.phase}=Running' }
    expect(assessWidget(rule, {})).toMatchObject({
      state: 'progressing',
      message: 'waiting for {.status.phase}=Running',
    })
    expect(assessWidget(rule, { phase: 'Starting' }).message).toBe(
      'waiting for {.status.phase}=Running, currently Starting',
    )
    expect(assessWidget(rule, { phase: 'Running' }).state).toBe('ready')
  })

  test("takes the place of the conventions' conditions, but not of an unseen change", () => {
    const rule = { 'kdeploy.dev/ready-when': '{.status.phase}=Running' }
    const conditions = [{ type: 'Ready', status: 'False' }]
    expect(assessWidget(rule, { phase: 'Running', conditions }).state).toBe('ready')
    expect(assessWidget(rule, { phase: 'Running', conditions, observedGeneration: 1 }).state).toBe('progressing')
  })

  test('of failing ends the wait', () => {
    const rule = { 'kdeploy.dev/fail-when': '{.status.phase}=Failed\n{.status.error}' }
    expect(assessWidget(rule, { phase: 'Failed' }).state).toBe('failed')
    expect(assessWidget(rule, { error: 'no disk' }).state).toBe('failed')
    expect(assessWidget(rule, { phase: 'Running' }).state).toBe('ready')
  })

  test('comes on top for a kind with rules of its own', () => {
    const annotations = { 'kdeploy.dev/ready-when': '{.status.phase}=Running' }
    const made = object('apps/v1', 'Deployment', { annotations, spec: { replicas: 1 }, status: { phase: 'Running' } })
    expect(readyWhen(made, deployment, deployment.assess(made, children(), NOW)).state).toBe('progressing')
  })
})
