import * as z from 'zod/mini'
import { profileShape, projectShape, sourceShapes } from './shapes.ts'

const dialect = 'https://json-schema.org/draft/2020-12/schema'

/** The JSON Schema of profile files, for editors. */
export function profileJsonSchema(): object {
  return { $schema: dialect, title: 'kdeploy profile', ...withSources() }
}

/** The JSON Schema of kdeploy.yaml, for editors. */
export function projectJsonSchema(): object {
  const schema = withoutDialect(z.toJSONSchema(projectShape))
  return {
    $schema: dialect,
    title: 'kdeploy project',
    ...schema,
    properties: { ...(schema['properties'] as object), profile: withSources() },
  }
}

/** The shape of a profile, whose variablesFrom are any of the sources, and any of whose keys may have nothing below it. */
function withSources(): Record<string, unknown> {
  const profile = withoutDialect(z.toJSONSchema(profileShape))
  const sources = Object.values(sourceShapes).map((shape) => withoutDialect(z.toJSONSchema(shape)))
  const variablesFrom = { type: 'array', items: { oneOf: sources } }
  const properties = Object.entries({ ...(profile['properties'] as object), variablesFrom })
  return { ...profile, properties: Object.fromEntries(properties.map(([key, schema]) => [key, orNull(schema)])) }
}

function orNull(schema: { readonly type: string }): object {
  return { ...schema, type: [schema.type, 'null'] }
}

function withoutDialect(schema: object): Record<string, unknown> {
  const { $schema, ...rest } = schema as Record<string, unknown>
  return rest
}
