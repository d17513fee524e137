import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../../src/cluster/api/cluster.ts'
import { KdeployError } from '../../../src/errors.ts'
import type { Guard } from '../../../src/profile/settings.ts'
import { checkGuard, checkGuardOfSources } from '../../../src/workflow/resolving/guard.ts'

/** A cluster that nobody may ask. */
const silent = {
  kubeContext: 'here',
  defaultNamespace: 'default',
  get: () => Promise.reject(new Error('it was asked')),
} as Partial<Cluster> as Cluster

const bound = (guard: Record<string, string>): Guard =>
  Object.fromEntries(
    Object.entries(guard).map(([key, value], index) => [key, { value, place: { file: 'p.yaml', line: index + 1 } }]),
  )

const unreachable = new KdeployError({
  code: 'cluster-unreachable',
  category: 'cluster',
  message: 'no network',
  hint: 'check it',
})

describe('checkGuard', () => {
  it('asks the cluster for nothing but its UID', async () => {
    await checkGuard({}, silent, 'ns')
    await checkGuard(bound({ kubeContext: 'here', namespace: 'ns' }), silent, 'ns')
    await expect(checkGuard(bound({ kubeContext: 'there' }), silent, 'ns')).rejects.toMatchObject({
      code: 'guard-mismatch',
      category: 'input',
      message: 'the guard requires the kube context there, but this run would use here',
      place: { file: 'p.yaml', line: 1 },
    })
    await expect(checkGuard(bound({ cluster: 'uid' }), silent, 'ns')).rejects.toThrow('it was asked')
  })

  it('lets a mismatch count where the cluster can’t be asked', async () => {
    const guard = bound({ cluster: 'uid', namespace: 'other' })
    await expect(checkGuard(guard, silent, 'ns')).rejects.toThrow('the namespace other, but this run would use ns')
  })
})

describe('checkGuardOfSources', () => {
  const place = (guard: Guard, readsOutside = true) => ({
    guard,
    kubeContext: 'eu',
    namespace: undefined,
    readsOutside,
  })
  const never = () => Promise.reject(unreachable)

  it('connects only for a guard, and for a source that asks outside the project', async () => {
    await checkGuardOfSources(place({}), never)
    await checkGuardOfSources(place(bound({ kubeContext: 'there' }), false), never)
    await expect(checkGuardOfSources(place(bound({ namespace: 'x' })), never)).rejects.toMatchObject({
      code: 'cluster-unreachable',
      detail: 'the guard (p.yaml:1) is checked before any program runs or any live source is read',
      hint: 'check it; --offline runs no programs and reads no live sources',
    })
  })

  it('takes the profile’s kube context, and its namespace where the profile names none', async () => {
    const asked: unknown[] = []
    const connect = async (kubeContext?: string) => {
      asked.push(kubeContext)
      return silent
    }
    await checkGuardOfSources(place(bound({ namespace: 'default' })), connect)
    await expect(checkGuardOfSources(place(bound({ namespace: 'x' })), connect)).rejects.toMatchObject({
      code: 'guard-mismatch',
      hint: expect.stringContaining('--offline'),
    })
    expect(asked).toEqual(['eu', 'eu'])
  })
})
