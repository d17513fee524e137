import { describe, expect, it } from 'vitest'
import { profileJsonSchema, projectJsonSchema } from '../../src/profile/json-schema.ts'
import { readProfileFile } from '../../src/profile/profile-file.ts'
import { sources } from '../../src/sources/registry.ts'

type Schema = { readonly [key: string]: unknown; readonly properties: Record<string, Schema> }

describe('the JSON Schemas for editors', () => {
  it('know every key of a profile and every source, and no other', () => {
    const { properties, additionalProperties } = profileJsonSchema(sources) as Schema
    expect(Object.keys(properties).sort()).toEqual(
      ['confirm', 'guard', 'kubeContext', 'namespace', 'templates', 'variables', 'variablesFrom'].sort(),
    )
    expect(additionalProperties).toBe(false)
    const items = properties['variablesFrom']?.['items'] as { oneOf: { required: string[] }[] } | undefined
    expect(items?.oneOf.map(({ required }) => required[0])).toEqual(sources.map(({ type }) => type))
  })

  it('take a key with nothing below it, as kdeploy does', () => {
    const { properties } = profileJsonSchema(sources) as Schema
    expect(readProfileFile('variables:\nvariablesFrom:\n', 'a.yaml', sources).variables).toEqual({})
    expect(Object.values(properties).map(({ type }) => (type as string[])[1])).toEqual(Array(7).fill('null'))
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
      'validate',
      'secrets',
    ])
    expect(properties['profile']?.properties).toHaveProperty('variablesFrom.items.oneOf')
    expect(properties['jinja']).toMatchObject({ additionalProperties: false })
    expect(JSON.stringify(projectJsonSchema(sources)).match(/\$schema/g)).toHaveLength(1)
  })
})
