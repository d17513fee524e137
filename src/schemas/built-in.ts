import { lazily } from '../lazily.ts'
import type { Schema } from './check/schema.ts'
import { definitions } from './data/definitions.ts'
import { kinds } from './data/kinds.ts'
import { newestMinor, oldestMinor } from './data/versions.ts'
import { readType } from './read-type.ts'

/** What an API server of one version serves of Kubernetes' own, read only as far as it is asked for. */
export interface BuiltIn {
  /** 36 of Kubernetes 1.36. */
  readonly minor: number
  /** By `apps/v1 Deployment`. */
  readonly kinds: ReadonlyMap<string, BuiltInKind>
  /** The schema of a kind by `apps/v1 Deployment`; undefined where it isn't served. */
  readonly schemaOf: (api: string) => Schema | undefined
  /** The metadata of any object. */
  readonly metadata: () => Schema
}

/** A kind that is served. */
export interface BuiltInKind {
  readonly apiVersion: string
  readonly kind: string
  readonly namespaced: boolean
  readonly definition: string
}

const known = new Map<number, BuiltIn>()

/** What Kubernetes 1.MINOR serves. @throws Error for a version that isn't shipped (kube-version.ts) */
export function builtIn(minor: number): BuiltIn {
  if (minor < oldestMinor || minor > newestMinor) throw new Error(`no schemas of Kubernetes 1.${minor} are shipped`)
  const found = known.get(minor) ?? readBuiltIn(minor)
  known.set(minor, found)
  return found
}

function readBuiltIn(minor: number): BuiltIn {
  const served = readKinds(minor)
  const schemas = new Map<string, Schema>()
  const definitionOf = (name: string): Schema => {
    const schema = schemas.get(name) ?? readDefinition(name, minor, definitionOf)
    schemas.set(name, schema)
    return schema
  }
  const schemaOf = (api: string) => {
    const kind = served.get(api)
    return kind === undefined ? undefined : definitionOf(kind.definition)
  }
  return { minor, kinds: served, schemaOf, metadata: () => definitionOf('meta.v1.ObjectMeta') }
}

/** The lines of all definitions by their names. */
const lines = lazily(
  () =>
    new Map(
      definitions.split('\n').map((line) => {
        const end = line.indexOf(' ')
        return end < 0 ? [line, ''] : [line.slice(0, end), line.slice(end + 1)]
      }),
    ),
)

/** A definition whose fields are read when they are first asked for: it may contain itself. */
function readDefinition(name: string, minor: number, definitionOf: (name: string) => Schema): Schema {
  const line = lines().get(name)
  if (line === undefined) throw new Error(`no definition ${name}`)
  if (line === '') return { type: 'object', null: 'absent', keepsUnknown: true }
  const required = lazily(() => {
    const found = [...fieldsIn(line, minor)]
    return found.filter((one) => one.isRequired || isNeededSpec(one, definitionOf)).map(({ field }) => field)
  })
  const fields = lazily(() => {
    const found = new Map<string, Schema>()
    for (const { field, type } of fieldsIn(line, minor)) found.set(field, readType(type, definitionOf))
    return found
  })
  return {
    type: 'object',
    null: 'absent',
    get required() {
      return required()
    },
    get fields() {
      return fields()
    },
  }
}

/** A `spec` in which something is required: the API server takes a missing one for one in which that is missing. */
function isNeededSpec({ field, type }: WrittenField, definitionOf: (name: string) => Schema): boolean {
  if (field !== 'spec' || !type.startsWith('&')) return false
  return (definitionOf(type.slice(1)).required?.length ?? 0) > 0
}

/** A field as the line of its definition has it. */
interface WrittenField {
  readonly field: string
  readonly type: string
  readonly isRequired: boolean
}

function* fieldsIn(line: string, minor: number): Iterable<WrittenField> {
  for (const text of line.split(' ')) {
    const at = text.lastIndexOf('@')
    if (at >= 0 && !isWithin(text.slice(at + 1), minor)) continue
    const colon = text.indexOf(':')
    const isRequired = text[colon - 1] === '!'
    const field = text.slice(0, isRequired ? colon - 1 : colon)
    yield { field, isRequired, type: text.slice(colon + 1, at < 0 ? undefined : at) }
  }
}

function readKinds(minor: number): Map<string, BuiltInKind> {
  const found = new Map<string, BuiltInKind>()
  for (const line of kinds.split('\n')) {
    const [apiVersion = '', kind = '', scope, definition = '', range = '@-'] = line.split(' ')
    if (line === '' || !isWithin(range.slice(1), minor)) continue
    found.set(`${apiVersion} ${kind}`, { apiVersion, kind, namespaced: scope === 'n', definition })
  }
  return found
}

/** Whether a version is in `28-31`, `28-` or `-31`. */
function isWithin(range: string, minor: number): boolean {
  const [from, to] = range.split('-')
  return minor >= Number(from || 0) && minor <= Number(to || Number.POSITIVE_INFINITY)
}
