import { describe, expect, test } from 'vitest'
import { genericKind } from '../../src/kinds/generic.ts'
import type { JsonObject } from '../../src/manifest/types.ts'
import { assessed, type Case, conditions, made } from '../support/kinds/assessed.ts'
import { children, NOW } from '../support/kinds/objects.ts'
import { live } from './states/state.ts'

test.each<Case>([
  ['a ConfigMap is ready', made('v1', 'ConfigMap'), { state: 'ready', message: 'accepted' }],
  [
    'a custom resource that is Ready is ready',
    made('example.com/v1', 'Database', conditions('Ready', 'True')),
    { state: 'ready', message: 'ready' },
  ],
  [
    "a custom resource that isn't Ready is progressing",
    made('example.com/v1', 'Database', conditions('Ready', 'False', 'Creating', 'creating the instance')),
    { state: 'progressing', message: 'creating the instance' },
  ],
  [
    'a custom resource that is Stalled is failed',
    made('example.com/v1', 'Database', conditions('Stalled', 'True', 'BadSpec', 'no such size')),
    { state: 'failed', message: 'no such size' },
  ],
  [
    'a custom resource that is Reconciling is progressing',
    made('example.com/v1', 'Database', conditions('Reconciling', 'True')),
    { state: 'progressing' },
  ],
  [
    "a custom resource whose controller hasn't seen it is progressing",
    made('example.com/v1', 'Database', { observedGeneration: 1, ...conditions('Ready', 'True') }),
    { state: 'progressing' },
  ],
])('%s', (_what, object, expected) => {
  expect(assessed(object)).toMatchObject(expected)
})

describe('an object whose type has a status that nobody has written yet', () => {
  const hasStatus = genericKind('example.com', 'Database', true)
  const assess = (age: number, status?: JsonObject) => {
    const creationTimestamp = new Date(NOW - age * 1000).toISOString()
    const object = live('example.com/v1', 'Database', { metadata: { creationTimestamp }, ...(status && { status }) })
    return hasStatus.assess(object, children(), NOW)
  }

  test.each([undefined, {}])('is waited for (%j)', (status) => {
    expect(assess(1, status)).toMatchObject({
      state: 'progressing',
      message:
        'waiting up to 30 s for its controller to report a first status; the annotation kdeploy.dev/wait: "false" skips that',
    })
    expect(assess(29, status).state).toBe('progressing')
  })

  test('is ready as soon as anything stands there', () => {
    expect(assess(1, { nodes: 0 }).state).toBe('ready')
  })

  test('is not waited for without end', () => {
    expect(assess(31)).toMatchObject({ state: 'ready', message: 'accepted' })
  })
})
