import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createEnvironment } from '../../src/template/library.ts'
import { readDocuments } from '../../src/yaml/read.ts'
import { readConfigurations } from '../support/library/configurations.ts'
import { repository } from '../support/projects/project.ts'

const folder = join(repository, 'templates')
const schemaFile = '_variables.schema.yaml'
const files = readdirSync(folder).filter((file) => file !== schemaFile)
const templates = files.filter((file) => !file.startsWith('_'))
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8')
const commentOf = (file: string) => /^\{#- [\s\S]+?\n-#\}|/.exec(textOf(file))?.[0] ?? ''
const environment = createEnvironment({ loader: (name) => (files.includes(name) ? textOf(name) : null) })

/** Globals of Jinja2 itself and of kdeploy, which nobody sets. */
const globals = ['dict', 'files', 'namespace']

describe.each(files)('%s', (file) => {
  test('names at its top every variable that it reads', () => {
    const read = new Set(environment.reads(file).variables.map(([name]) => name ?? ''))

    const missing = [...read].filter((name) => !new RegExp(`\\b${name}\\b`).test(commentOf(file)))

    expect(missing.filter((name) => !globals.includes(name))).toEqual([])
    expect(commentOf(file)).not.toBe('')
  })

  test('is short', () => {
    expect(textOf(file).split('\n').length).toBeLessThan(75)
  })
})

test('the schema has every variable that the templates read, and no other', () => {
  const [schema] = readDocuments(textOf(schemaFile), schemaFile)
  const named = files.flatMap((file) => environment.reads(file).variables.map(([name]) => name ?? ''))
  // What a template sets for those that it includes is none of the profile's.
  const set = [...new Set(files.flatMap((file) => [...environment.reads(file).aliases.keys()]))]
  const { properties } = (schema?.value ?? {}) as unknown as { properties: Record<string, unknown> }

  const read = new Set(named.filter((name) => !globals.includes(name)))
  const unknown = [...read].filter((name) => !Object.hasOwn(properties, name) && !set.includes(name))

  expect(unknown.filter((name) => !/_text$/.test(name))).toEqual([])
  expect(Object.keys(properties).filter((name) => !read.has(name))).toEqual([])
})

test('every partial is included or imported', () => {
  const used = files.flatMap((file) => environment.reads(file).templates)

  expect(files.filter((file) => file.startsWith('_') && !used.includes(file))).toEqual([])
})

test('every template has its two configurations, and its section in docs/rendering/library.md', () => {
  const configured = readConfigurations().map(({ template, name }) => `${template} ${name}`)
  const sections = readFileSync(join(repository, 'docs/rendering/library.md'), 'utf8').match(/^### .+$/gm)

  expect(configured.sort()).toEqual(templates.flatMap((file) => [`${file} full`, `${file} minimal`]).sort())
  expect(sections?.map((line) => line.slice(4)).sort()).toEqual([...templates].sort())
})
