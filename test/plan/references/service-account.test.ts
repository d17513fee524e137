import { describe, expect, it } from 'vitest'
import { manifest, named } from '../../support/plan/references.ts'

describe('what a ServiceAccount names', () => {
  it('is the Secrets to pull images with, not those that pods may mount', () => {
    const fields = { imagePullSecrets: [{ name: 'registry' }, {}], secrets: [{ name: 'token' }] }
    expect(named(manifest('v1', 'ServiceAccount', fields))).toEqual(['Secret ns/registry'])
  })

  it('is nothing for a kind of the same name in another group', () => {
    expect(named(manifest('a.b/v1', 'ServiceAccount', { imagePullSecrets: [{ name: 'x' }] }))).toEqual([])
  })
})
