import { describe, expect, test } from 'vitest'
import { ownVariables, sharedVariables, workloadOf } from '../../src/scaffold/library-variables.ts'

const choice = (...templates: string[]) => ({ name: 'shop', templates, image: 'x:1', port: 80 })
const shared = (...templates: string[]) => sharedVariables(choice(...templates), new Set(['app', 'image', 'port']))

describe('the variables of a project of library templates', () => {
  test('are those that the templates need', () => {
    expect(shared('web')).toEqual({ app: 'shop', image: 'x:1', port: 80 })
    expect(sharedVariables(choice('config'), new Set(['app']))).toEqual({ app: 'shop', config: { LOG_LEVEL: 'info' } })
  })

  test('make templates fit to each other', () => {
    expect(shared('worker', 'keda')).toMatchObject({ autoscaler: { target: 'shop-worker' } })
    expect(shared('web', 'autoscaler')['autoscaler']).toEqual({ min: 2, max: 10 })
    expect(shared('web', 'worker', 'volume-claim')).toMatchObject({ web: { claim: { name: 'shop-data' } } })
    expect(shared('worker', 'volume-claim')).toMatchObject({ worker: { claim: { name: 'shop-data' } } })
    expect(shared('web', 'stateful-set')).toMatchObject({ stateful_set: { name: 'shop-set' } })
    expect(shared('stateful-set')).not.toHaveProperty('stateful_set')
  })

  test('have one workload to test, where they run something', () => {
    expect(workloadOf(choice('config', 'worker', 'web'))).toEqual({ kind: 'Deployment', name: 'shop' })
    expect(workloadOf(choice('cron-job'))).toEqual({ kind: 'CronJob', name: 'shop-cron' })
    expect(workloadOf(choice('config'))).toBeUndefined()
  })

  test('have the replicas of each env type, unless something else decides them', () => {
    expect(ownVariables(choice('web'), 'dev')).toEqual({ replicas: 1 })
    expect(ownVariables(choice('worker'), 'production')).toEqual({ replicas: 2 })
    for (const other of ['autoscaler', 'keda', 'volume-claim'])
      expect(ownVariables(choice('web', other), 'prod')).toEqual({})
    expect(ownVariables(choice('cron-job'), 'prod')).toEqual({})
  })
})
