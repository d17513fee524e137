import { asMap, isMap } from '../json-map.ts'
import { fieldAt, listAt, textAt } from '../manifest/fields.ts'
import type { JsonObject, KubeObject } from '../manifest/types.ts'
import type { ApiProblem } from './api-versions.ts'
import type { Schema } from './check/schema.ts'
import { readOpenApi } from './open-api.ts'

/** A kind that a CustomResourceDefinition defines. */
export interface CustomKind {
  readonly group: string
  readonly kind: string
  /** By version, `v1`. */
  readonly versions: ReadonlyMap<string, CustomVersion>
}

interface CustomVersion {
  readonly name: string
  readonly served: boolean
  /** The warning that the API server gives; undefined where the version isn't deprecated. */
  readonly deprecation: string | undefined
  /** undefined where the definition says nothing of the fields. */
  readonly schema: JsonObject | undefined
  readonly keepsUnknown: boolean
}

/** Whether an object is a CustomResourceDefinition. */
export function isDefinition({ apiVersion, kind }: JsonObject): boolean {
  return kind === 'CustomResourceDefinition' && String(apiVersion).startsWith('apiextensions.k8s.io/')
}

/** What a CustomResourceDefinition (v1, or v1beta1 with one schema for all its versions) defines. */
export function readDefinition(definition: KubeObject): CustomKind {
  const spec = asMap(definition['spec'])
  const keepsUnknown = spec['preserveUnknownFields'] === true
  const versions = listAt(spec, 'versions').map((version): [string, CustomVersion] => {
    const schema = fieldAt(version, 'schema', 'openAPIV3Schema') ?? fieldAt(spec, 'validation', 'openAPIV3Schema')
    const name = textAt(version, 'name')
    const warning = textAt(version, 'deprecationWarning')
    const deprecation = version['deprecated'] === true ? warning || `${name} is deprecated` : undefined
    const served = version['served'] === true
    return [name, { name, served, deprecation, schema: isMap(schema) ? schema : undefined, keepsUnknown }]
  })
  return { group: textAt(spec, 'group'), kind: textAt(spec, 'names', 'kind'), versions: new Map(versions) }
}

const schemas = new WeakMap<JsonObject, Schema>()

/** The schema of a custom resource; `metadata` is Kubernetes' own. undefined where its definition has none. */
export function schemaOfVersion({ schema, keepsUnknown }: CustomVersion, metadata: Schema): Schema | undefined {
  if (schema === undefined) return undefined
  const known = schemas.get(schema)
  if (known !== undefined) return known
  const own = readOpenApi(schema, keepsUnknown)
  const fields = new Map([
    ...(own.fields ?? []),
    ['apiVersion', { type: 'string' }] as const,
    ['kind', { type: 'string' }] as const,
    ['metadata', metadata] as const,
  ])
  // Its getters go with it.
  const made: Schema = { ...own, type: 'object', fields }
  schemas.set(schema, made)
  return made
}

/** What is wrong with using a version of a custom kind. */
export function customApiProblem({ versions, kind }: CustomKind, apiVersion: string): ApiProblem | undefined {
  const version = versions.get(apiVersion.slice(apiVersion.indexOf('/') + 1))
  const field = 'apiVersion'
  if (version?.served === true) {
    if (version.deprecation === undefined) return undefined
    return { rule: 'api-deprecated', field, message: `${apiVersion} ${kind}: ${version.deprecation}` }
  }
  const served = [...versions.values()].filter((one) => one.served).map(({ name }) => name)
  const message = `the CustomResourceDefinition of ${kind} serves no ${apiVersion}`
  return { rule: 'kind-unknown', field, message, hint: served.length === 0 ? undefined : `use ${served.join(' or ')}` }
}
