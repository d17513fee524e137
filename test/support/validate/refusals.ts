import { expect, it } from 'vitest'
import { formatPath } from '../../../src/field-path.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { builtIn } from '../../../src/schemas/built-in.ts'
import { invalidValuesIn } from '../../../src/validation/invalid-values.ts'
import { readBases } from './bases.ts'
import { type Changes, withChanges } from './changes.ts'
import { table } from './combinations.ts'

const bases = readBases()

/** What is said of one of the valid manifests (bases/) with some fields changed: `spec.ports[0].port: must be …`. */
export function refusals(base: string, changes: Changes, minor = 36): string[] {
  const object = bases.get(base)
  if (object === undefined) throw new Error(`there is no base ${base}`)
  return refusalsOf(withChanges(object, changes), minor)
}

/** The same of any object. */
export function refusalsOf(object: KubeObject, minor = 36): string[] {
  return invalidValuesIn(object, builtIn(minor)).map(({ path, wanted }) => `${formatPath(path)}: ${wanted}`)
}

/**
 * A test for each: what is said of a mistake in combinations.ts, by its name; nothing of what only looks like one. That the API server
 * judges them alike is for test/e2e/validate.
 */
export function itSays(base: string, cases: Readonly<Record<string, readonly string[]>>): void {
  for (const [name, said] of Object.entries(cases)) {
    it(`${said.length > 0 ? 'refuses' : 'accepts'} ${name} (${base})`, () => {
      const changes = table[base]?.[name]
      if (changes === undefined) throw new Error(`combinations.ts has no ${name} of ${base}`)
      expect(refusals(base, changes)).toEqual(said)
    })
  }
}
