import { describe, expect, test } from 'vitest'
import { deployment } from '../../../src/kinds/deployment.ts'
import { genericKind } from '../../../src/kinds/generic.ts'
import { readyWhen } from '../../../src/kinds/rules/ready-when.ts'
import { isRule, parseRule } from '../../../src/kinds/rules/rule.ts'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { children, NOW, object } from '../../support/kinds/objects.ts'

const widget = genericKind('example.com', 'Widget')

function assessWidget(annotations: JsonObject, status: JsonObject) {
  const made = object('example.com/v1', 'Widget', { annotations, status })
  return readyWhen(made, widget, widget.assess(made, children(), NOW))
}

describe('rules of the project', () => {
  const ruled = {
    ...widget,
    projectRules: {
      readyWhen: [parseRule('{.status.phase}=Running')].filter(isRule),
      failWhen: [parseRule('{.status.error}')].filter(isRule),
    },
  }
  const assess = (status: JsonObject, annotations: JsonObject = {}) => {
    const made = object('example.com/v1', 'Widget', { annotations, status })
    return readyWhen(made, ruled, ruled.assess(made, children(), NOW))
  }

  test('hold for every object of the kind', () => {
    expect(assess({}).state).toBe('progressing')
    expect(assess({ phase: 'Running' }).state).toBe('ready')
    expect(assess({ error: 'no disk' })).toMatchObject({
      state: 'failed',
      message: '{.status.error} (readiness in kdeploy.yaml)',
    })
  })

  test("give way to the object's own, each for itself", () => {
    const own = { 'kdeploy.dev/ready-when': '{.status.up}=true' }
    expect(assess({ up: true }, own).state).toBe('ready')
    expect(assess({ phase: 'Running' }, own).state).toBe('progressing')
    expect(assess({ up: true, error: 'no disk' }, own).state).toBe('failed')
  })
})

describe('a rule', () => {
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

  test('of a condition is read as kubectl wait does', () => {
    const rule = { 'kdeploy.dev/ready-when': 'condition=synced' }
    const synced = (status: string, more: JsonObject = {}) => ({ conditions: [{ type: 'Synced', status, ...more }] })
    expect(assessWidget(rule, {}).message).toBe('waiting for condition=synced')
    expect(assessWidget(rule, synced('False')).message).toBe('waiting for condition=synced, currently False')
    expect(assessWidget(rule, synced('True')).state).toBe('ready')
    expect(assessWidget(rule, synced('True', { observedGeneration: 1 })).state).toBe('progressing')
    expect(assessWidget({ 'kdeploy.dev/ready-when': 'condition=Synced=False' }, synced('false')).state).toBe('ready')
  })

  test('goes by no condition of an earlier generation', () => {
    const path = '{.status.conditions[?(@.type=="Broken")].status}=True'
    const status = { conditions: [{ type: 'Broken', status: 'True', observedGeneration: 1 }] }
    expect(assessWidget({ 'kdeploy.dev/fail-when': path }, status).state).toBe('ready')
    expect(assessWidget({ 'kdeploy.dev/ready-when': path }, status).state).toBe('progressing')
  })

  test('compares one value, which is a text, a number or a boolean', () => {
    const nodes = { nodes: [{ up: true }, { up: true }], size: 3 }
    const messageOf = (rule: string) => assessWidget({ 'kdeploy.dev/ready-when': rule }, nodes).message
    expect(messageOf('{.status.size}=3')).toBe('accepted')
    expect(messageOf('{.status.nodes[*].up}=true')).toMatch(/, but it leads to 2 values, and must lead to one$/)
    expect(messageOf('{.status.nodes[*]}')).toMatch(/, but it leads to 2 values/)
    expect(messageOf('{.status.nodes[0]}={"up":true}')).toMatch(/, but it leads to a list or map/)
    expect(messageOf('{.status.nodes[0]}')).toBe('accepted')
  })

  test('that holds is worth more than a convention by which the object has failed', () => {
    const rule = { 'kdeploy.dev/ready-when': '{.status.size}=1' }
    expect(assessWidget(rule, { phase: 'Failed', size: 1 }).state).toBe('ready')
    expect(assessWidget(rule, { phase: 'Failed', size: 0 })).toMatchObject({
      state: 'failed',
      message: 'phase: Failed',
    })
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
