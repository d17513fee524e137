import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest, withContainer } from './manifests.ts'

const rule = 'disruption-budgets-overlap'
const budget = (name: string, labels: string) =>
  manifest('policy/v1', 'PodDisruptionBudget', name, `selector:\n  matchLabels: ${labels}`)
const web = withContainer('image: a:1', { labels: '{app: web, tier: front}' })

describe('the rule disruption-budgets-overlap', () => {
  it('finds a second one about the same pods', () => {
    expect(foundIn(rule, web, budget('a', '{app: web}'), budget('b', '{tier: front}'))).toEqual([
      ['selects the pods of Deployment web, as PodDisruptionBudget a does', 'selector:'],
    ])
  })

  it('passes one for each', () => {
    expect(foundIn(rule, web, budget('a', '{app: web}'), budget('b', '{app: api}'))).toEqual([])
  })
})
