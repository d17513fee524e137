import { describe, expect, test } from 'vitest'
import { kindOf } from '../../../src/kinds/kind-of.ts'
import { noChildren } from '../../../src/kinds/rules/children.ts'
import { judge } from '../../../src/kinds/rules/judge.ts'
import { refOf } from '../../../src/manifest/identity.ts'
import type { FieldPath, Json, JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { createMasking } from '../../../src/masking/masking.ts'
import { assessmentMasker, hasSensitiveAmount, maskNumbers } from '../../../src/plan/masking/mask-assessment.ts'
import type { MaskModel } from '../../../src/plan/masking/mask-fields.ts'
import { NOW, object } from '../../support/kinds/objects.ts'

const secret = 7391
/** Live counts on their way to it. */
const live = 3891

const failed = (reason: string, message = '') => [{ type: 'Failed', status: 'True', reason, message }]

/** Each kind whose words a number of its spec is part of, in states of which they tell it. */
const cases: [kind: string, apiVersion: string, path: string[], statuses: JsonObject[]][] = [
  [
    'Deployment',
    'apps/v1',
    ['spec', 'replicas'],
    [
      { updatedReplicas: live, readyReplicas: live },
      { updatedReplicas: secret, replicas: secret + live },
      { updatedReplicas: secret, replicas: secret, availableReplicas: live },
      { updatedReplicas: secret, replicas: secret, availableReplicas: secret, readyReplicas: secret },
    ],
  ],
  [
    'Deployment',
    'apps/v1',
    ['spec', 'progressDeadlineSeconds'],
    [{ conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] }],
  ],
  [
    'StatefulSet',
    'apps/v1',
    ['spec', 'replicas'],
    [
      { readyReplicas: live },
      { readyReplicas: secret, updatedReplicas: live, updateRevision: 'b', currentRevision: 'a' },
      { readyReplicas: secret },
    ],
  ],
  [
    'StatefulSet',
    'apps/v1',
    ['spec', 'updateStrategy', 'rollingUpdate', 'partition'],
    [{ readyReplicas: 9999, updatedReplicas: 1, updateRevision: 'b', currentRevision: 'a' }],
  ],
  [
    'ReplicaSet',
    'apps/v1',
    ['spec', 'replicas'],
    [{ availableReplicas: live }, { availableReplicas: secret, replicas: secret }],
  ],
  [
    'Job',
    'batch/v1',
    ['spec', 'completions'],
    [
      { startTime: 'x', succeeded: live },
      { startTime: 'x', succeeded: live, failed: live },
      { conditions: [{ type: 'Complete', status: 'True' }], succeeded: secret },
    ],
  ],
  [
    'Job',
    'batch/v1',
    ['spec', 'backoffLimit'],
    [{ conditions: failed('BackoffLimitExceeded') }, { startTime: 'x', failed: live }],
  ],
  ['Job', 'batch/v1', ['spec', 'activeDeadlineSeconds'], [{ conditions: failed('DeadlineExceeded') }]],
  [
    'HorizontalPodAutoscaler',
    'autoscaling/v2',
    ['spec', 'minReplicas'],
    [
      {
        conditions: [
          { type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message: `wants ${secret} of ${live}` },
        ],
      },
    ],
  ],
  ['CronJob', 'batch/v1', ['spec', 'schedule'], [{}]],
]

function withValue(at: KubeObject, [step = '', ...rest]: readonly string[], value: Json): KubeObject {
  const inner = (at[step] ?? {}) as KubeObject
  return { ...at, [step]: rest.length === 0 ? value : withValue(inner, rest, value) }
}

function modelOf(whole: KubeObject, path: FieldPath): MaskModel {
  return { object: whole, sensitive: [{ path, texts: [String(secret)], isKey: false }] }
}

describe('a sensitive number shows nowhere in what is told of an object', () => {
  for (const [kind, apiVersion, path, statuses] of cases)
    for (const status of statuses)
      test(`${kind} with ${path.join('.')} and ${JSON.stringify(status)}`, () => {
        const made = object(apiVersion, kind, {
          spec: { replicas: 9999 },
          status: { observedGeneration: 2, ...status },
        })
        const whole = withValue(made, path, path.at(-1) === 'schedule' ? `${secret} * * * *` : secret)
        const plain = judge(kindOf(refOf(whole)), whole, noChildren, NOW)

        const maskText = assessmentMasker([modelOf(whole, path)], createMasking().mask)
        const shown = JSON.stringify(maskText(refOf(whole), plain))

        expect(shown).not.toMatch(/7391|3891|3500|2608|2607/)
        expect(shown.replaceAll(/\(masked \d+\)/g, '')).not.toMatch(/\d{3}/)
        const other = { ...refOf(whole), name: 'other' }
        expect(maskText(other, plain)).toBe(plain)
      })

  test('nor in a Job that is gone', () => {
    const whole = object('batch/v1', 'Job', { spec: { ttlSecondsAfterFinished: secret } })
    const assessment = kindOf(refOf(whole)).assessGone?.(whole, [])
    const maskText = assessmentMasker([modelOf(whole, ['spec', 'ttlSecondsAfterFinished'])], createMasking().mask)

    expect(JSON.stringify(assessment)).toContain('7391')
    expect(JSON.stringify(assessment && maskText(refOf(whole), assessment))).not.toContain('7391')
  })

  test('nor as the bounds of an autoscaler that scales it', () => {
    const web = object('apps/v1', 'Deployment', { spec: {}, status: { observedGeneration: 2, updatedReplicas: 1 } })
    const hpa = object('autoscaling/v2', 'HorizontalPodAutoscaler', {
      name: 'hpa',
      spec: { minReplicas: secret, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
    })
    const models = [{ object: web, sensitive: [] }, modelOf(hpa, ['spec', 'minReplicas'])]
    const scaled = { ...web, spec: { replicas: secret } } as KubeObject
    const shown = assessmentMasker(models, createMasking().mask)(
      refOf(web),
      judge(kindOf(refOf(web)), scaled, noChildren, NOW),
    )

    expect(shown).toMatchObject({
      counts: undefined,
      message: expect.stringMatching(/^waiting for \(masked \d+\) of \(masked \d+\) replicas to be updated$/),
    })
  })
})

test('what any model of an object calls sensitive is masked, as that of an earlier revision', () => {
  const made = (pin: string) => object('apps/v1', 'Deployment', { spec: { template: { pin } } })
  const models = ['4711', '0815'].map((pin) => modelOf(made(pin), ['spec', 'template', 'pin']))
  const open = { object: made('none'), sensitive: [] }
  const told = { state: 'failed', message: 'pin 4711 is not 0815', counts: undefined, causes: [] } as const

  const shown = assessmentMasker([...models, open], createMasking().mask)(refOf(open.object), told)

  expect(shown.message).toMatch(/^pin \(masked \d+\) is not \(masked \d+\)$/)
})

test('numbers in names and tokens stay as they are, and an address counts as one', () => {
  const { mask } = createMasking()
  expect(maskNumbers('pod web-7f9c-2 at 10.1.2.3:80 was (masked 7) for 12m and 3 of 1 replica', mask)).toBe(
    'pod web-7f9c-2 at (masked 1):80 was (masked 7) for (masked 2) and (masked 3) of (masked 4) replicas',
  )
})

test('an amount that is sensitive is a number or a quantity of the spec', () => {
  const whole = object('v1', 'Pod', { spec: { cpu: '500m', name: 'web', count: 3 } })
  const isHidden = (...path: string[]) => hasSensitiveAmount(modelOf(whole, path))

  expect([
    isHidden('spec', 'cpu'),
    isHidden('spec', 'count'),
    isHidden('spec', 'name'),
    isHidden('metadata', 'name'),
  ]).toEqual([true, true, false, false])
})
