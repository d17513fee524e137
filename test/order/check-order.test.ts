import { describe, expect, test } from 'vitest'
import { canaryProblems, orderProblems } from '../../src/order/check-order.ts'
import type { StatedStep } from '../../src/order/steps.ts'
import { matchesGlob } from '../../src/project/files/glob.ts'

const existing = { profiles: ['prod_bus', 'prod_dagon'], clusters: ['eu', 'us'] }

function problemsOf(steps: readonly StatedStep[], clusters: readonly string[] | undefined = existing.clusters) {
  const placed = steps.map((step, index) => ({
    ...step,
    placeOf: (path: readonly (string | number)[]) => ({ file: ['kdeploy.yaml', index, ...path].join('/') }),
  }))
  return orderProblems(placed, { ...existing, clusters }, matchesGlob).map(
    ({ code, message, place }) => `${place?.file}: ${code}: ${message}`,
  )
}

describe('the order of a project', () => {
  test('is right where its globs match', () => {
    expect(problemsOf([{ profiles: ['*_dagon'] }, { clusters: ['e*'] }, { batch: 2 }])).toEqual([])
  })

  test('has a problem for each glob that matches nothing', () => {
    expect(problemsOf([{ profiles: ['prod_bus', 'prod_dagn'], clusters: ['ap'] }])).toEqual([
      'kdeploy.yaml/0/profiles/1: order-invalid: no profile matches "prod_dagn" of `order`; did you mean prod_dagon?',
      'kdeploy.yaml/0/clusters/0: order-invalid: no profile has a cluster that matches "ap" of `order`',
    ])
  })

  test('says nothing of clusters that were not read', () => {
    expect(
      orderProblems(
        [{ clusters: ['ap'], placeOf: () => ({ file: '' }) }],
        { ...existing, clusters: undefined },
        matchesGlob,
      ),
    ).toEqual([])
  })

  test('has no step after the one that takes the rest', () => {
    expect(problemsOf([{ batch: 2 }, { profiles: ['prod_bus'] }])).toEqual([
      'kdeploy.yaml/1: order-invalid: no release is left for this step: the one before it, which names neither profiles nor clusters, takes all',
    ])
  })

  test('may have canaries named over it, which must be profiles', () => {
    expect(canaryProblems(['prod_dagon@eu', 'prod_*'], existing, matchesGlob)).toEqual([])
    expect(canaryProblems(['prod_dagn'], existing, matchesGlob).map(({ message }) => message)).toEqual([
      'no profile matches "prod_dagn" of --canary; did you mean prod_dagon?',
    ])
  })
})
