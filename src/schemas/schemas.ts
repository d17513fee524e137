import { groupOf } from '../manifest/identity.ts'
import type { KubeObject } from '../manifest/types.ts'
import { type ApiProblem, apiProblem } from './api-versions.ts'
import { type BuiltIn, builtIn } from './built-in.ts'
import { check } from './check.ts'
import { type CustomKind, customApiProblem, readDefinition, schemaOfVersion } from './custom.ts'
import type { Problem } from './problem.ts'
import type { Schema } from './schema.ts'

/** What an API server serves, as far as it is known without one. */
export interface Schemas {
  readonly builtIn: BuiltIn
  /** By `GROUP/KIND`. */
  readonly custom: ReadonlyMap<string, CustomKind>
}

/** What Kubernetes 1.MINOR serves, and custom resources by their definitions, of which a later one of a kind counts. */
export function schemasOf(minor: number, definitions: readonly KubeObject[] = []): Schemas {
  const kinds = definitions.map(readDefinition).map((one) => [`${one.group}/${one.kind}`, one] as const)
  return { builtIn: builtIn(minor), custom: new Map(kinds) }
}

/** The same with more definitions. */
export function withDefinitions(schemas: Schemas, definitions: readonly KubeObject[]): Schemas {
  if (definitions.length === 0) return schemas
  const { custom } = schemasOf(schemas.builtIn.minor, definitions)
  return { ...schemas, custom: new Map([...schemas.custom, ...custom]) }
}

/** The schema of a kind; undefined where it isn't served, or where nothing is known of it. */
function schemaOf({ builtIn: own, custom }: Schemas, apiVersion: string, kind: string): Schema | undefined {
  const version = custom.get(`${groupOf(apiVersion)}/${kind}`)?.versions.get(versionOf(apiVersion))
  const isServed = version?.served === true
  return own.schemaOf(`${apiVersion} ${kind}`) ?? (isServed ? schemaOfVersion(version, own.metadata()) : undefined)
}

/** What is wrong with using an object's apiVersion and kind. */
export function problemOfApi(schemas: Schemas, { apiVersion, kind }: KubeObject): ApiProblem | undefined {
  const custom = schemas.custom.get(`${groupOf(apiVersion)}/${kind}`)
  return custom === undefined ? apiProblem(apiVersion, kind, schemas.builtIn) : customApiProblem(custom, apiVersion)
}

/**
 * Every problem of an object by the schema of its kind; none where nothing is known of it. What an apply ignores, a status, is
 * checked for its fields and their types alone.
 */
export function problemsOfObject(schemas: Schemas, object: KubeObject): Problem[] {
  const schema = schemaOf(schemas, object.apiVersion, object.kind)
  if (schema === undefined) return []
  return check(object, schema).filter(({ path, kind }) => path[0] !== 'status' || kind === 'unknown' || kind === 'type')
}

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1)
}
