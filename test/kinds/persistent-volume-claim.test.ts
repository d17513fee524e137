import { describe, expect, test } from 'vitest'
import { assessed, type Case, made } from '../support/kinds/assessed.ts'
import { event } from '../support/kinds/objects.ts'

test.each<Case>([
  [
    'a bound PersistentVolumeClaim is ready',
    made('v1', 'PersistentVolumeClaim', { phase: 'Bound' }),
    { state: 'ready' },
  ],
  [
    'a PersistentVolumeClaim that lost its volume is failed',
    made('v1', 'PersistentVolumeClaim', { phase: 'Lost' }),
    { state: 'failed' },
  ],
])('%s', (_what, object, expected) => {
  expect(assessed(object)).toMatchObject(expected)
})

describe('a pending PersistentVolumeClaim', () => {
  const claim = made('v1', 'PersistentVolumeClaim', { phase: 'Pending' })
  const assess = (reason: string, message: string) => assessed(claim, event(claim, reason, message))

  test('that waits for its first pod is ready', () => {
    expect(assess('WaitForFirstConsumer', 'waiting for first consumer to be created before binding').state).toBe(
      'ready',
    )
  })

  test('whose storage class is missing keeps waiting, as a volume that is made by hand needs none', () => {
    expect(assess('ProvisioningFailed', 'storageclass.storage.k8s.io "manual" not found')).toMatchObject({
      state: 'progressing',
      causes: [
        {
          reason: 'ProvisioningFailed',
          message:
            'storageclass.storage.k8s.io "manual" not found; without it only a PersistentVolume of that class can be bound',
          final: false,
        },
      ],
    })
  })

  test('that no volume fits keeps waiting, as one may have been made since that event', () => {
    const message = 'no persistent volumes available for this claim and no storage class is set'

    expect(assess('FailedBinding', message)).toMatchObject({
      state: 'progressing',
      causes: [{ reason: 'FailedBinding', message, final: false }],
    })
  })

  test('whose provisioner has trouble keeps waiting', () => {
    expect(assess('ProvisioningFailed', 'rpc error: code = DeadlineExceeded')).toMatchObject({
      state: 'progressing',
      causes: [{ reason: 'ProvisioningFailed' }],
    })
  })
})
