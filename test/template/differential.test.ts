import { afterAll, describe, expect, it } from 'vitest'
import { sampleCases, sorts } from '../support/jinja/cases.ts'
import { compareEngines } from '../support/jinja/differences.ts'
import { hasReference, startReference } from '../support/jinja/reference.ts'

/** A part of what `npm run fuzz` compares, always the same cases; skipped where there is no Python with Jinja2 3.1. */
const count = 3_000
const seed = 20_261_121

describe.skipIf(!hasReference())('random templates give what Jinja2 gives', () => {
  const reference = startReference()
  afterAll(() => reference.stop())

  for (const { name, share, arbitrary } of sorts) {
    it(`${name} (${count * share})`, { timeout: 60_000 }, async () => {
      const { differences } = await compareEngines(reference, sampleCases(arbitrary, seed, count * share))
      expect(differences).toEqual([])
    })
  }
})
