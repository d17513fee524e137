import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/findings/finding.ts'
import { groupFindings } from '../../src/findings/group-findings.ts'

function found(rule: string, line: number, message = 'wrong', more: Partial<Finding> = {}): Finding {
  const place = { file: 'templates/web.yaml', line, column: 1 }
  return { rule, severity: 'warning', message, place, about: undefined, hint: undefined, ...more }
}

const ofProfiles = (results: readonly { profile: string; findings: readonly Finding[] }[]) => ({
  findings: [],
  profiles: results.map((result) => ({ ...result, manifests: 1, problems: [] })),
})

describe('the findings of several profiles', () => {
  it('are told once where they are the same, with the profiles that have them', () => {
    const results = [
      { profile: 'prod_a', findings: [found('image-tag', 3), found('image-tag', 3)] },
      { profile: 'prod_b', findings: [found('image-tag', 3), found('image-tag', 9)] },
    ]
    expect(groupFindings(ofProfiles(results)).map(({ finding, profiles }) => [finding.place?.line, profiles])).toEqual([
      [3, ['prod_a', 'prod_b']],
      [9, ['prod_b']],
    ])
  })

  it('are told once though each profile has a namespace of its own', () => {
    const of = (namespace: string) => found('image-tag', 3, 'wrong', { about: { kind: 'Pod', namespace, name: 'a' } })
    const results = ['stg', 'prod'].map((name) => ({ profile: `${name}_a`, findings: [of(`shop-${name}`)] }))
    expect(groupFindings(ofProfiles(results)).map(({ profiles }) => profiles)).toEqual([['stg_a', 'prod_a']])
  })

  it('are counted where many differ in a value at one line', () => {
    const results = [1, 2, 3, 4, 5].map((number) => ({
      profile: `prod_${number}`,
      findings: [found('image-tag', 3, `the image app${number} has no tag`)],
    }))
    expect(groupFindings(ofProfiles(results)).map(({ more }) => more)).toEqual([0, 0, 0, 0, 0])
    expect(groupFindings(ofProfiles(results), 3).map(({ finding, more }) => [finding.message, more])).toEqual([
      ['the image app1 has no tag', 0],
      ['the image app2 has no tag', 0],
      ['the image app3 has no tag', 2],
    ])
  })

  it('are of each object that has them', () => {
    const of = (name: string) => found('image-tag', 3, 'wrong', { about: { kind: 'Pod', name } })
    const results = [{ profile: 'prod_a', findings: [of('a'), of('b')] }]
    expect(groupFindings(ofProfiles(results)).map(({ finding }) => finding.about?.name)).toEqual(['a', 'b'])
  })

  it('have errors before warnings, then rule, file and line', () => {
    const error = found('z', 9, 'wrong', { severity: 'error' })
    const findings = [found('b', 1), found('a', 7), found('a', 2), error]
    expect(
      groupFindings(ofProfiles([{ profile: 'p', findings }])).map(({ finding }) => [finding.rule, finding.place?.line]),
    ).toEqual([
      ['z', 9],
      ['a', 2],
      ['a', 7],
      ['b', 1],
    ])
  })
})
