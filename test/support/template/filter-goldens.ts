import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createEnvironment, type EnvironmentOptions } from '../../../src/template/library.ts'
import { taintVariables, unmask } from '../jinja/tainted.ts'

/** A template and what Python made of it; test/golden/*\/generate_*.py write them. */
interface Golden {
  readonly group: string
  readonly template: string
  readonly env: EnvironmentOptions
  readonly context: Readonly<Record<string, unknown>>
  readonly expected: { readonly output: string } | { readonly error: string; readonly message: string }
}

interface Selection {
  readonly extensions?: readonly string[]
  /** Of which groups; all of them by default. */
  readonly isWanted?: (group: string) => boolean
}

/** One test a group of a golden file; it stops at the first template that gives something else here. */
export function describeGoldens(
  title: string,
  file: string,
  { extensions = [], isWanted = () => true }: Selection = {},
): void {
  const goldens: readonly Golden[] = JSON.parse(readFileSync(new URL(`../../golden/${file}`, import.meta.url), 'utf8'))
  const groups = new Map<string, Golden[]>()
  for (const golden of goldens) groups.set(golden.group, [...(groups.get(golden.group) ?? []), golden])
  describe(title, () => {
    for (const [group, cases] of groups) {
      if (!isWanted(group)) continue
      it(`${group} (${cases.length} cases)`, () => {
        for (const { template, env, context, expected } of cases) {
          const options = { ...env, extensions: [...(env.extensions ?? []), ...extensions] }
          const wanted = { template, env, ...expected }
          expect({ template, env, ...outcome(template, options, context) }).toEqual(wanted)
          const tainted = outcome(template, options, taintVariables(context))
          if ('message' in tainted && 'message' in expected) tainted.message = unmask(tainted.message, expected.message)
          expect({ template, env, ...tainted }).toEqual(wanted)
        }
      })
    }
  })
}

function outcome(
  template: string,
  options: EnvironmentOptions,
  context: Golden['context'],
): { output: string } | { error: string; message: string } {
  try {
    return { output: createEnvironment(options).renderString(template, context) }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { error: error.name, message: error.message }
  }
}
