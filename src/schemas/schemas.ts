import { groupOf } from '../manifest/identity.ts'
import type { KubeObject } from '../manifest/types.ts'
import { type ApiProblem, apiProblem } from './api-versions.ts'
import { type BuiltIn, builtIn } from './built-in.ts'
import { check } from './check/check.ts'
import type { Problem } from './check/problem.ts'
import type { Schema } from './check/schema.ts'
import { customApiProblem, schemaOfVersion } from './custom.ts'
import { type CustomKinds, customKinds, type DefinitionText, withMoreKinds } from './custom-kinds.ts'

/** What an API server serves, as far as it is known without one. */
export interface Schemas {
  readonly builtIn: BuiltIn
  readonly custom: CustomKinds
}

/** What Kubernetes 1.MINOR serves, and custom resources by their definitions: those in texts count more. */
export function schemasOf(
  minor: number,
  definitions: readonly KubeObject[] = [],
  texts: readonly DefinitionText[] = [],
): Schemas {
  return { builtIn: builtIn(minor), custom: customKinds(definitions, texts) }
}

/** The same with more definitions, which count more. */
export function withDefinitions(schemas: Schemas, definitions: readonly KubeObject[]): Schemas {
  return { ...schemas, custom: withMoreKinds(schemas.custom, definitions) }
}

/** The schema of a kind; undefined where it isn't served, or where nothing is known of it. */
function schemaOf({ builtIn: own, custom }: Schemas, apiVersion: string, kind: string): Schema | undefined {
  const known = own.schemaOf(`${apiVersion} ${kind}`)
  if (known !== undefined) return known
  const version = custom.find(groupOf(apiVersion), kind)?.versions.get(versionOf(apiVersion))
  return version?.served === true ? schemaOfVersion(version, own.metadata()) : undefined
}

/** What is wrong with using an object's apiVersion and kind. */
function problemOfApi({ builtIn: own, custom }: Schemas, { apiVersion, kind }: KubeObject): ApiProblem | undefined {
  const isOwn = own.kinds.has(`${apiVersion} ${kind}`)
  const known = isOwn ? undefined : custom.find(groupOf(apiVersion), kind)
  return known === undefined ? apiProblem(apiVersion, kind, own) : customApiProblem(known, apiVersion)
}

/** What is known of an object. */
export interface Checked {
  /** What is wrong with using its apiVersion and kind. */
  readonly api: ApiProblem | undefined
  /**
   * Every problem by the schema of its kind; none where nothing is known of it. What an apply ignores, a status, is checked for its
   * fields and their types alone.
   */
  readonly problems: readonly Problem[]
  /** It is a custom resource whose definition isn't known. */
  readonly isUnchecked: boolean
}

export function checkObject(schemas: Schemas, object: KubeObject): Checked {
  const api = problemOfApi(schemas, object)
  const schema = schemaOf(schemas, object.apiVersion, object.kind)
  if (schema === undefined) return { api, problems: [], isUnchecked: api === undefined }
  const problems = check(object, schema).filter(
    ({ path, kind }) => path[0] !== 'status' || kind === 'unknown' || kind === 'type',
  )
  return { api, problems, isUnchecked: false }
}

function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1)
}
