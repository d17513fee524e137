import { describe, expect, it } from 'vitest'
import { createEnvironment, TemplateError } from '../../src/template/library.ts'
import { sampleCases, sorts } from '../support/jinja/cases.ts'
import type { Case } from '../support/jinja/reference.ts'
import { taintVariables, unmask } from '../support/jinja/tainted.ts'

const count = 2_000
const seed = 20_261_121

/** Random templates, as the differential test has them; no reference is needed here. */
describe('a template whose every variable is tainted renders, or fails, as if none were', () => {
  for (const { name, share, arbitrary } of sorts) {
    it(`${name} (${count * share})`, { timeout: 60_000 }, () => {
      const differences = sampleCases(arbitrary, seed, count * share)
        .filter((one) => !isRandom(one))
        .map((one) => ({ one, plain: outcome(one, 'plain'), tainted: outcome(one, 'tainted') }))
        .filter(({ plain, tainted }) => plain !== unmask(tainted, plain))
      expect(differences).toEqual([])
    })
  }
})

function isRandom(one: Case): boolean {
  return /random|lipsum/.test(JSON.stringify([one.template, one.templates]))
}

/** The text, or the error's class and message; objects without a text of their own show an address that counts up. */
function outcome(one: Case, dress: 'plain' | 'tainted'): string {
  const { templates = {} } = one
  const loader = (name: string) => (Object.hasOwn(templates, name) ? (templates[name] ?? null) : null)
  const given = JSON.parse(JSON.stringify(one.context ?? {})) as Record<string, unknown>
  const variables = dress === 'plain' ? given : taintVariables(given)
  try {
    const environment = createEnvironment({ ...one.env, loader, limits: { milliseconds: 10_000 } })
    const { text } =
      one.main === undefined
        ? environment.renderStringWithMap(one.template ?? '', variables)
        : environment.renderWithMap(one.main, variables)
    return withoutAddresses(text)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return withoutAddresses(`${error.name}: ${error.message}`)
  }
}

function withoutAddresses(text: string): string {
  return text.replaceAll(/0x7f[0-9a-f]+/gi, '0x')
}
