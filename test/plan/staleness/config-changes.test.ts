import { describe, expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { changeSince, type DeployedData } from '../../../src/plan/staleness/config-changes.ts'

const at = (minute: number) => Date.UTC(2026, 10, 29, 10, minute)
const time = (minute: number) => new Date(at(minute)).toISOString().replace('.000', '')

interface Entry {
  readonly manager: string
  readonly minute: number
  readonly keys?: readonly string[]
  readonly metadata?: JsonObject
  readonly operation?: 'Apply' | 'Update'
}

function config(data: JsonObject, entries: readonly Entry[], created = 0): KubeObject {
  const managedFields = entries.map(({ manager, minute, keys = [], metadata, operation = 'Update' }) => ({
    manager,
    operation,
    time: time(minute),
    fieldsV1: {
      ...(keys.length === 0 ? {} : { 'f:data': Object.fromEntries(keys.map((key) => [`f:${key}`, {}])) }),
      ...(metadata === undefined ? {} : { 'f:metadata': metadata }),
    },
  }))
  const metadata = { name: 'settings', creationTimestamp: time(created), managedFields }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data }
}

const labels = { 'f:labels': { 'f:app': {} } }
const change = (live: KubeObject, moment: number, key?: string, deployed: readonly DeployedData[] = []) => {
  const found = changeSince(at(moment), { live, deployed }, key, 'kdeploy')
  return found === undefined ? undefined : `${found.by} ${time((found.at - at(0)) / 60_000)}`
}

describe('a change of data by another manager', () => {
  const edited = config({ a: '1', b: '2' }, [
    { manager: 'kubectl-create', minute: 0, keys: ['a', 'b'] },
    { manager: 'kubectl-edit', minute: 9, keys: ['b'] },
  ])

  it('counts where it came after the pod started', () => {
    expect(change(edited, 5)).toBe(`kubectl-edit ${time(9)}`)
    expect(change(edited, 9)).toBeUndefined()
  })

  it('counts for the keys that were read alone', () => {
    expect(change(edited, 5, 'b')).toBe(`kubectl-edit ${time(9)}`)
    expect(change(edited, 5, 'a')).toBeUndefined()
  })

  it('counts none where labels were written, or may have been', () => {
    expect(change(config({ a: '1' }, [{ manager: 'kubectl-label', minute: 9, metadata: labels }]), 5)).toBeUndefined()
    const applied = { manager: 'kubectl', operation: 'Apply', keys: ['a'], metadata: labels } as const
    expect(change(config({ a: '1' }, [{ ...applied, minute: 9 }]), 5)).toBeUndefined()
    expect(change(config({ a: '1' }, [{ ...applied, minute: 9 }], 9), 5)).toBe(`kubectl ${time(9)}`)
  })

  it('counts what a controller wrote, and what kubectl apply did without labels', () => {
    const annotations = { 'f:annotations': { 'f:kubectl.kubernetes.io/last-applied-configuration': {} } }
    const byApply = { manager: 'kubectl-client-side-apply', minute: 9, keys: ['a'], metadata: annotations }
    expect(change(config({ a: '1' }, [byApply]), 5)).toBe(`kubectl-client-side-apply ${time(9)}`)
    const rotated = { manager: 'external-secrets', minute: 9, keys: ['a'], metadata: labels }
    expect(change(config({ a: '1' }, [rotated]), 5)).toBe(`external-secrets ${time(9)}`)
  })

  it('is told by the creation alone where no manager is', () => {
    expect(change(config({ a: '1' }, [], 9), 5)).toBe(` ${time(9)}`)
    expect(change(config({ a: '1' }, [], 4), 5)).toBeUndefined()
  })
})

describe('a change of data by a deploy', () => {
  const own = { manager: 'kdeploy', operation: 'Apply', metadata: labels } as const
  const live = config({ a: '1', b: 'new' }, [{ ...own, minute: 9, keys: ['a', 'b'] }])
  const deployed: DeployedData[] = [
    { revision: 1, at: at(0), data: { a: '1', b: 'old' } },
    { revision: 2, at: at(9), data: { a: '1', b: 'new' } },
  ]

  it('is told by the revision that brought it', () => {
    expect(change(live, 5, undefined, deployed)).toBe(`revision 2 ${time(9)}`)
    expect(change(live, 5, 'b', deployed)).toBe(`revision 2 ${time(9)}`)
    expect(change(live, 9, undefined, deployed)).toBeUndefined()
  })

  it('is none for another key, nor where labels alone changed', () => {
    expect(change(live, 5, 'a', deployed)).toBeUndefined()
    const same = deployed.map((one) => ({ ...one, data: { a: '1', b: 'new' } }))
    expect(change(live, 5, undefined, same)).toBeUndefined()
  })

  it('is none where the data came back', () => {
    const [first, second] = deployed as [DeployedData, DeployedData]
    const back = [{ ...second, revision: 0, at: at(0) }, { ...first, at: at(7) }, second]
    expect(change(live, 5, undefined, back)).toBeUndefined()
    expect(change(live, 8, undefined, back)).toBe(`revision 2 ${time(9)}`)
  })

  it('is one where a key is gone, or the pod is older than all that is known', () => {
    const more = [{ revision: 1, at: at(0), data: { a: '1', b: 'new', c: 'gone' } }, ...deployed.slice(1)]
    expect(change(live, 5, undefined, more)).toBe(`revision 2 ${time(9)}`)
    expect(change(live, 5, 'c', more)).toBe(`revision 2 ${time(9)}`)
    expect(change(live, 5, 'a', more)).toBeUndefined()
    expect(change(live, -5, undefined, deployed)).toBe(`revision 2 ${time(9)}`)
  })

  it('is not claimed where no revision has what is live', () => {
    expect(change(live, 5, undefined, deployed.slice(0, 1))).toBeUndefined()
  })
})
