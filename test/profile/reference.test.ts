import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { profileJsonSchema, projectJsonSchema } from '../../src/profile/json-schema.ts'
import { sources } from '../../src/sources/registry.ts'
import { knownAnnotations } from '../../src/workflow/rendering/check-annotations.ts'
import { repository } from '../support/projects/project.ts'

const docs = (name: string) => readFileSync(join(repository, 'docs/reference', name), 'utf8')

/** The rows of the table below a heading, each as its cells, without the sign of code. */
function rowsOf(page: string, heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`)
  const [own = ''] = section.split('\n## ')
  return own
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| /, '')))
}

interface Schema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

/** The type as the page writes it; null is left out where every key may have nothing below it. */
function typeOf({ type, enum: choices, anyOf, items, additionalProperties }: Schema): string {
  if (choices !== undefined) return joined(choices.map((one) => `\`${JSON.stringify(one).slice(1, -1)}\``))
  if (anyOf !== undefined) return joined([...new Set(formsOf(anyOf).map(typeOf))])
  const name = Array.isArray(type) ? type.find((one) => one !== 'null') : String(type)
  if (name === 'object')
    return typeof additionalProperties === 'object' && additionalProperties.enum !== undefined
      ? `map of ${typeOf(additionalProperties)}`
      : 'map'
  if (name !== 'array') return name ?? ''
  return items?.type === 'string' ? 'list of string' : 'list'
}

/** Forms within forms, one after the other. */
function formsOf(forms: readonly Schema[]): Schema[] {
  return forms.flatMap((form) => (form.anyOf === undefined ? [form] : formsOf(form.anyOf)))
}

function joined(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}

/** All keys of a schema with their types, `guard.cluster`; `skip`: keys whose own are left out. */
function keysOf(schema: Schema, skip: readonly string[] = [], above = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [name, one] of Object.entries(schema.properties ?? {})) {
    const key = `${above}${name}`
    found.set(key, typeOf(one))
    if (skip.includes(key)) continue
    const items = one.items === undefined ? [] : [one.items, ...(one.items.anyOf ?? [])]
    for (const item of items) for (const entry of keysOf(item, skip, `${key}[].`)) found.set(...entry)
    for (const form of [one, ...formsOf(one.anyOf ?? [])])
      for (const entry of keysOf(form, skip, `${key}.`)) found.set(...entry)
    const named = typeof one.additionalProperties === 'object' ? formsOf([one.additionalProperties]) : []
    for (const form of named) for (const entry of keysOf(form, skip, `${key}.*.`)) found.set(...entry)
  }
  return found
}

/** Keys and types that a table has; a list's items may have a name of their own. */
function documented(heading: string): Map<string, string> {
  return new Map(
    rowsOf(docs('schema.md'), heading).map(([key = '', type = '']) => [
      key.replaceAll('`', ''),
      type.replace(/^list of (?!string$).*/, 'list'),
    ]),
  )
}

const sorted = (keys: Map<string, string>) => [...keys].toSorted(([a], [b]) => (a < b ? -1 : 1))

describe('docs/reference/schema.md', () => {
  const profile = profileJsonSchema(sources) as Schema

  test('has every key of a profile file, with its type', () => {
    expect(sorted(documented('Profile files'))).toEqual(
      sorted(keysOf(profile, ['variablesFrom', 'clusters.*.variablesFrom'])),
    )
  })

  test('has every key of the sources', () => {
    const forms = profile.properties?.['variablesFrom']?.items?.oneOf ?? []
    expect(sorted(documented('Sources'))).toEqual(sorted(new Map(forms.flatMap((form) => [...keysOf(form)]))))
  })

  test('has every key of kdeploy.yaml', () => {
    expect(sorted(documented('kdeploy.yaml'))).toEqual(
      sorted(keysOf(projectJsonSchema(sources) as Schema, ['profile'])),
    )
  })
})

describe('docs/reference/annotations.md', () => {
  const page = docs('annotations.md')
  const named = (heading: string) => rowsOf(page, heading).map(([name = '']) => name.replaceAll('`', ''))

  test('has every annotation that a manifest may have', () => {
    expect(named('Annotations that you write')).toEqual([...knownAnnotations, 'kdeploy.dev/info-*'].toSorted())
  })

  test('has every name of kdeploy and of ApplySets that the source has', () => {
    const src = join(repository, 'src')
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && !path.startsWith('schemas/data'),
    )
    const text = files.map((path) => readFileSync(join(src, path), 'utf8')).join('\n')
    const found = [...text.matchAll(/ = '((?:kdeploy\.dev|applyset\.kubernetes\.io)\/[\w-]+)'/g)].map(
      ([, name = '']) => name,
    )
    const listed = [...named('Annotations that you write'), ...named('What kdeploy writes on members')]
    listed.push(...named('What kdeploy writes on its own records'))
    const expected = new Set(found.map((name) => (name === 'kdeploy.dev/info-' ? `${name}*` : name)))
    expect([...new Set(listed)].filter((name) => !name.startsWith('app.')).toSorted()).toEqual([...expected].toSorted())
  })
})
