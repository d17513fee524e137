import { describe, expect, it } from 'vitest'
import { profileJsonSchema, projectJsonSchema } from '../../src/profile/json-schema.ts'
import { readProfileFile } from '../../src/profile/profile-file.ts'
import { sources } from '../../src/sources/registry.ts'

type Schema = { readonly [key: string]: unknown; readonly properties: Record<string, Schema> }

describe('the JSON Schemas for editors', () => {
  it('know every key of a profile and every source, and no other', () => {
    const { properties, additionalProperties } = profileJsonSchema(sources) as Schema
    expect(Object.keys(properties).sort()).toEqual(
      [
        ...['clusters', 'confirm', 'guard', 'kubeContext', 'namespace'],
        ...['needs', 'templates', 'variables', 'variablesFrom'],
      ].sort(),
    )
    expect(additionalProperties).toBe(false)
    const items = properties['variablesFrom']?.['items'] as { oneOf: { required: string[] }[] } | undefined
    expect(items?.oneOf.map(({ required }) => required[0])).toEqual(sources.map(({ type }) => type))
  })

  it('take a key with nothing below it, as kdeploy does', () => {
    const { properties } = profileJsonSchema(sources) as Schema
    expect(readProfileFile('variables:\nvariablesFrom:\n', 'a.yaml', sources).variables).toEqual({})
    expect(Object.values(properties).map(({ type }) => (type as string[])[1])).toEqual(Array(9).fill('null'))
  })

  it('hold a whole profile in kdeploy.yaml', () => {
    const { properties } = projectJsonSchema(sources) as Schema
    expect(Object.keys(properties)).toEqual([
      'name',
      'profile',
      'jinja',
      'forceConflicts',
      'adopt',
      'adoptFrom',
      'ignoreDrift',
      'ignoreDiff',
      'historyLimit',
      'readiness',
      'schema',
      'validate',
      'order',
      'secrets',
    ])
    expect(properties['profile']?.properties).toHaveProperty('variablesFrom.items.oneOf')
    expect(properties['jinja']).toMatchObject({ additionalProperties: false })
    expect(JSON.stringify(projectJsonSchema(sources)).match(/\$schema/g)).toHaveLength(1)
  })
})

describe("the JSON Schema of a project's own profile files", () => {
  const variables = {
    type: 'object',
    required: ['replicas'],
    additionalProperties: false,
    properties: { replicas: { type: 'integer' }, db: { type: 'object', required: ['host'], properties: { host: {} } } },
  }
  const accepts = async (document: unknown) => {
    const { Ajv2020 } = await import('ajv/dist/2020.js')
    return new Ajv2020({ strict: false }).validate(profileJsonSchema(sources, variables), document)
  }

  it.each([
    ['a layer with some of them', { variables: { db: {} } }, true],
    ['a text that is a template', { variables: { replicas: '{{ count }}' } }, true],
    ['a layer without variables', { namespace: 'a', variables: null }, true],
    ['a wrong type', { variables: { replicas: 'three' } }, false],
    ['an unknown variable', { variables: { replica: 3 } }, false],
    ['an unknown key of the profile', { variable: {} }, false],
    ['a cluster with some of them', { clusters: { eu: { variables: { replicas: '{{ n }}' } } } }, true],
    ['a cluster with nothing below it', { clusters: { eu: null } }, true],
    ['a cluster whose keys have nothing below them', { clusters: { eu: { variables: null, guard: null } } }, true],
    ['a cluster that is taken out', { clusters: { eu: false } }, true],
    ['a cluster with a source', { clusters: { eu: { variablesFrom: [{ configMap: 'a' }] } } }, true],
    ['a cluster with a source that is none', { clusters: { eu: { variablesFrom: [{ configMp: 'a' }] } } }, false],
    ['an unknown key of a cluster', { clusters: { eu: { namespace: 'a' } } }, false],
    ['an unknown variable of a cluster', { clusters: { eu: { variables: { replica: 1 } } } }, false],
    ['a cluster whose name is none', { clusters: { EU: {} } }, false],
  ])('says of %s whether it fits', async (_, document, fits) => {
    expect(await accepts(document)).toBe(fits)
  })
})
