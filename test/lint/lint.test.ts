import { describe, expect, it } from 'vitest'
import { noSwitches } from '../../src/findings/switches.ts'
import { lint } from '../../src/lint/lint.ts'
import { rules } from '../../src/lint/registry.ts'
import { readManifests } from '../../src/manifest/read.ts'
import { rendered } from '../support/manifest/rendered.ts'

const manifests = readManifests([
  rendered('apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: app, image: nginx}]}\n'),
])
const severities = (severity: 'off' | 'warning' | 'error') => ({
  ...noSwitches,
  severities: new Map([['image-tag', severity]]),
})
const tagsIn = (found: ReturnType<typeof lint>) => found.filter(({ rule }) => rule === 'image-tag')

describe('a rule', () => {
  it('can be switched off, and be made an error', () => {
    expect(tagsIn(lint(manifests, noSwitches))).toMatchObject([{ severity: 'warning' }])
    expect(tagsIn(lint(manifests, severities('error')))).toMatchObject([{ severity: 'error' }])
    expect(tagsIn(lint(manifests, severities('off')))).toEqual([])
  })

  it('leaves out the objects that kdeploy.yaml excepts', () => {
    const exceptions = [{ rule: 'image-tag', kind: 'Pod', name: 'w*' }]
    expect(tagsIn(lint(manifests, { ...noSwitches, exceptions }))).toEqual([])
  })

  it('says what it finds, why, by which source, and what to do', () => {
    for (const { name, finds, reason, source, fix } of rules) {
      expect([name, finds === '' || reason === '' || fix === '']).toEqual([name, false])
      expect([name, source]).toEqual([name, expect.stringMatching(/^https:\/\//)])
    }
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length)
  })
})
