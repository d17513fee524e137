import * as z from 'zod/mini'
import { profileShape, projectShape } from './shapes.ts'
import type { SourceForm } from './source-spec.ts'

const dialect = 'https://json-schema.org/draft/2020-12/schema'

/** The JSON Schema of profile files, for editors; `variables`: that of a project's variables, where it has one. */
export function profileJsonSchema(sources: readonly SourceForm[], variables?: object): object {
  const own = variables === undefined ? {} : { variables: asLayer(variables) }
  return { $schema: dialect, title: 'kdeploy profile', ...withSources(sources, own) }
}

/**
 * A schema of all variables as one layer of them may be: what is required may come from another one, and where a value stands a
 * text may, that is a template.
 */
function asLayer(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema
  const { required: _, properties, ...rest } = schema as { readonly [keyword: string]: unknown }
  const layer = properties === undefined ? rest : { ...rest, properties: eachLayer(properties) }
  return { anyOf: [layer, { type: 'string', pattern: '\\{[{%]' }, { type: 'null' }] }
}

function eachLayer(properties: unknown): object {
  return Object.fromEntries(Object.entries(properties as object).map(([name, schema]) => [name, asLayer(schema)]))
}

/** The JSON Schema of kdeploy.yaml, for editors. */
export function projectJsonSchema(sources: readonly SourceForm[]): object {
  const schema = withoutDialect(z.toJSONSchema(projectShape))
  return {
    $schema: dialect,
    title: 'kdeploy project',
    ...schema,
    properties: { ...(schema['properties'] as object), profile: withSources(sources) },
  }
}

/**
 * The shape of a profile, whose variablesFrom are any of the sources, and any of whose keys may have nothing below it. `own`: what
 * takes the place of `variables`, whatever may be null there.
 */
function withSources(
  sources: readonly SourceForm[],
  own: { readonly variables?: unknown } = {},
): Record<string, unknown> {
  const profile = withoutDialect(z.toJSONSchema(profileShape))
  const forms = sources.map(({ shape }) => withoutDialect(z.toJSONSchema(shape)))
  const variablesFrom = { type: 'array', items: { oneOf: forms } }
  const complete = (properties: Properties) => ({ ...eachOrNull({ ...properties, variablesFrom }), ...own })
  const properties = profile['properties'] as Properties
  const clusters = properties['clusters'] as ClustersSchema
  const anyOf = clusters.additionalProperties.anyOf.map((form) =>
    form.properties === undefined ? form : { ...form, properties: complete(form.properties) },
  )
  return {
    ...profile,
    properties: complete({ ...properties, clusters: { ...clusters, additionalProperties: { anyOf } } }),
  }
}

/** Of a map each of whose values is a part of a profile, or none. */
interface ClustersSchema {
  readonly additionalProperties: { readonly anyOf: readonly { readonly properties?: Properties }[] }
}

type Properties = Readonly<Record<string, object>>

function eachOrNull(properties: Properties): object {
  return Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => [key, orNull(schema as { readonly type: string })]),
  )
}

function orNull(schema: { readonly type: string }): object {
  return { ...schema, type: [schema.type, 'null'] }
}

function withoutDialect(schema: object): Record<string, unknown> {
  const { $schema, ...rest } = schema as Record<string, unknown>
  return rest
}
