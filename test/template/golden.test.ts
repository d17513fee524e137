import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createEnvironment, type EnvironmentOptions, TemplateError } from '../../src/template/library.ts'
import { taintVariables, unmask } from '../support/jinja/tainted.ts'

/** The goldens of test/golden/jinja, written by real Jinja2 (generate.py there). */
interface Case {
  readonly id: string
  readonly group: string
  readonly template?: string
  readonly main?: string
  readonly env?: EnvironmentOptions
  readonly context: number
  readonly templates?: number
  readonly expected: { readonly output: string } | { readonly error: string; readonly message: string }
}

interface Golden {
  readonly contexts: readonly Record<string, unknown>[]
  readonly templateSets: readonly Record<string, string>[]
  readonly cases: readonly Case[]
}

/** Messages that tell of Jinja2's generated Python code. */
const pythonOnly = new Set([
  // SyntaxErrors of the generated code name its line.
  'SyntaxError',
])

/** What Jinja2 lets a template see of Python's classes; see COMPATIBILITY.md. */
const pythonObjects = /__class__|_undefined_name/

const folder = new URL('../golden/jinja/', import.meta.url)

for (const file of ['own.json', 'found.json']) {
  const golden = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Golden
  const groups = groupCases(golden.cases.filter(({ template = '' }) => !pythonObjects.test(template)))
  describe(`${file}: templates render as in Jinja2`, () => {
    for (const [group, cases] of groups) {
      it(`${group} (${cases.length})`, () => {
        expect(cases.map((one) => ({ id: one.id, ...run(golden, one, 'plain') }))).toEqual(cases.map(wanted))
      })
      it(`${group} (${cases.length}) with every variable tainted`, () => {
        const results = cases.map((one) => {
          const result = run(golden, one, 'plain', taintVariables)
          const { expected } = one
          if ('message' in result && 'message' in expected) {
            return { id: one.id, ...result, message: unmask(String(result.message), expected.message) }
          }
          return { id: one.id, ...result }
        })
        expect(results).toEqual(cases.map(wanted))
      })
      it(`${group} (${cases.length}) with a map that covers the output`, () => {
        expect(cases.map((one) => ({ id: one.id, ...run(golden, one, 'mapped') }))).toEqual(cases.map(wanted))
      })
    }
  })
}

function wanted({ id, expected }: Case): object {
  const isPython = 'error' in expected && pythonOnly.has(expected.error)
  return isPython ? { id, error: expected.error } : { id, ...expected }
}

function run(golden: Golden, one: Case, mode: 'plain' | 'mapped', dress = asGiven): object {
  const templates = one.templates === undefined ? undefined : golden.templateSets[one.templates]
  const loader = templates && ((name: string) => (Object.hasOwn(templates, name) ? (templates[name] ?? null) : null))
  const context = dress(golden.contexts[one.context] ?? {})
  try {
    const environment = createEnvironment({ ...one.env, loader })
    if (mode === 'plain') {
      const { main, template = '' } = one
      return {
        output: main === undefined ? environment.renderString(template, context) : environment.render(main, context),
      }
    }
    const { text, spans } =
      one.main === undefined
        ? environment.renderStringWithMap(one.template ?? '', context)
        : environment.renderWithMap(one.main, context)
    let at = 0
    for (const span of spans) {
      if (span.start !== at || span.end <= span.start || span.origin === undefined) return { spans }
      at = span.end
    }
    return at === text.length ? { output: text } : { spans }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return pythonOnly.has(error.name) ? { error: error.name } : { error: error.name, message: error.message }
  }
}

function asGiven(context: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return context
}

function groupCases(cases: readonly Case[]): ReadonlyMap<string, readonly Case[]> {
  const groups = new Map<string, Case[]>()
  for (const one of cases) groups.set(one.group, [...(groups.get(one.group) ?? []), one])
  return groups
}
