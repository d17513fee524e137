import { KdeployError, type Place, throwCollected } from '../errors.ts'
import { type FieldPath, valueAtPath } from '../field-path.ts'
import { asMap, getOwn, isMap, type Json } from '../json-map.ts'
import { readDocuments } from '../yaml/read.ts'
import { check, describe, mapIn, type Part } from './check.ts'
import { type OrderStep, readOrder } from './order.ts'
import {
  type JinjaOptions,
  type OwnershipShape,
  type ProfileShape,
  profileShape,
  projectShape,
  type ReadinessShape,
  type ValidateShape,
} from './shapes.ts'
import { readSourceSpec, type SourceForm, type SourceSpec } from './source-spec.ts'

/** A profile file, or `profile:` of kdeploy.yaml: checked, but for what its `variables` hold. */
export interface ProfileFile {
  /** As messages name it, e.g. `profiles/prod.yaml`. */
  readonly file: string
  readonly settings: Omit<ProfileShape, 'variables' | 'variablesFrom' | 'clusters'>
  readonly variables: { readonly [name: string]: Json }
  readonly variablesFrom: readonly SourceSpec[]
  readonly placeOf: (path: FieldPath) => Place
  /** Whether a number is written as a float. */
  readonly isFloat: (path: FieldPath) => boolean
  /** A value as it is written, where it has neither quotes nor a tag. */
  readonly plainText: (path: FieldPath) => string | undefined
  /** By name, in their order: what it says of the clusters that the profile is deployed to. */
  readonly clusters: ReadonlyMap<string, ClusterSettings>
}

/** What a profile file says of one cluster, as a layer over the profile's own. */
export interface ClusterSettings {
  /** Whether it takes out a cluster that weaker layers name. */
  readonly isOut: boolean
  /** Deployed before those that aren't; undefined: it isn't said. */
  readonly canary: boolean | undefined
  readonly layer: ProfileFile
}

/** kdeploy.yaml. */
export interface ProjectFile {
  readonly name: string | undefined
  readonly jinja: JinjaOptions
  readonly strictSecrets: boolean
  /** Who owns which fields, and what is taken over. */
  readonly ownership: OwnershipShape
  /** undefined: it says nothing. */
  readonly historyLimit: number | undefined
  /** Each entry of `readiness`, and where its parts stand. */
  readonly readiness: readonly { readonly rule: ReadinessShape; readonly placeOf: (path: FieldPath) => Place }[]
  /** What `validate` says, and where its parts stand. */
  readonly validate: { readonly settings: ValidateShape; readonly placeOf: (path: FieldPath) => Place }
  /** `order`. */
  readonly order: readonly OrderStep[]
  /** `schema`: a JSON Schema of all variables, or the path of the file that holds it; undefined where there is none. */
  readonly schema: { readonly value: string | object | undefined; readonly place: Place }
  readonly profile: ProfileFile | undefined
}

/** With the sources that its `variablesFrom` may name. @throws KdeployError `yaml-syntax`, or with every problem of the file: `file-invalid`, `source-unknown` */
export function readProfileFile(text: string, file: string, sources: readonly SourceForm[]): ProfileFile {
  const problems: KdeployError[] = []
  const profile = toProfile(readOne(text, file, 'the profile file'), file, sources, problems)
  throwCollected(problems, (count) => `${count} problems in ${file}`)
  return profile
}

/** @throws as readProfileFile does */
export function readProjectFile(text: string, file: string, sources: readonly SourceForm[]): ProjectFile {
  const problems: KdeployError[] = []
  const part = withoutQuotes(readOne(text, file, file))
  const project = check(part, projectShape, problems)
  const profile = (project?.profile ?? undefined) as Json | undefined
  const lowest =
    profile === undefined
      ? undefined
      : toProfile(
          {
            value: profile,
            what: `\`profile\` of ${file}`,
            placeOf: (path) => part.placeOf(['profile', ...path]),
            isFloat: (path) => part.isFloat(['profile', ...path]),
            plainText: (path) => part.plainText(['profile', ...path]),
          },
          file,
          sources,
          problems,
        )
  const order = readOrder(part, project?.order ?? [], problems)
  throwCollected(problems, (count) => `${count} problems in ${file}`)
  const strictSecrets = project?.secrets?.strict ?? false
  const { forceConflicts = [], adopt = false, adoptFrom = [], ignoreDrift = [], ignoreDiff = [] } = project ?? {}
  const ownership = { forcedFields: forceConflicts, adopt, adoptFrom, ignored: ignoreDrift, unshown: ignoreDiff }
  const readiness = (project?.readiness ?? []).map((rule, index) => ({
    rule,
    placeOf: (path: FieldPath) => part.placeOf(['readiness', index, ...path]),
  }))
  const validate = {
    settings: project?.validate ?? {},
    placeOf: (path: FieldPath) => part.placeOf(['validate', ...path]),
  }
  const schema = { value: project?.schema, place: part.placeOf(['schema']) }
  const { name, jinja = {}, historyLimit } = project ?? {}
  return { name, jinja, strictSecrets, ownership, historyLimit, readiness, order, schema, validate, profile: lowest }
}

/** `off` and `1.30` below `validate` mean themselves without quotes, too, though YAML reads false and 1.3. */
function withoutQuotes(part: Part): Part {
  const validate = getOwn(asMap(part.value), 'validate')
  if (!isMap(validate)) return part
  const { rules, kubeVersion } = validate
  const meant = {
    ...(isMap(rules) && {
      rules: Object.fromEntries(Object.entries(rules).map(([rule, to]) => [rule, to === false ? 'off' : to])),
    }),
    ...(typeof kubeVersion === 'number' && {
      kubeVersion: part.plainText(['validate', 'kubeVersion']) ?? String(kubeVersion),
    }),
  }
  return { ...part, value: { ...asMap(part.value), validate: { ...validate, ...meant } } }
}

/** The one document of a file; an empty file is an empty map. */
export function readOne(text: string, file: string, what: string): Part {
  const documents = readDocuments(text, file, { keys: 'as-written' })
  const [document, second] = documents.filter(({ value }) => value !== null)
  if (second !== undefined) {
    throw new KdeployError({
      code: 'file-invalid',
      category: 'input',
      message: `${file} contains several YAML documents; only one is allowed`,
      place: { file, line: second.startLine },
    })
  }
  return {
    value: document?.value ?? {},
    what,
    placeOf: (path) => ({ file, ...(document === undefined ? {} : document.placeOf(path)) }),
    isFloat: (path) => document?.isFloat(path) === true,
    plainText: (path) => document?.plainText(path),
  }
}

function toProfile(part: Part, file: string, sources: readonly SourceForm[], problems: KdeployError[]): ProfileFile {
  const {
    variables: _,
    variablesFrom: specs,
    clusters = {},
    ...settings
  } = check(dropNulls(part), profileShape, problems) ?? {}
  return {
    ...layerOf(part, file, specs, sources, problems),
    settings,
    clusters: new Map(
      Object.entries(clusters).map(([name, cluster]) => {
        const { kubeContext, guard, canary, variablesFrom } = cluster || {}
        const inner = partAt(part, ['clusters', name])
        const layer = layerOf(inner, file, variablesFrom, sources, problems)
        const settings = { kubeContext, guard }
        return [name, { isOut: cluster === false, canary, layer: { ...layer, settings, clusters: new Map() } }] as const
      }),
    ),
  }
}

/** What a map says of variables, and where its parts stand. */
function layerOf(
  part: Part,
  file: string,
  variablesFrom: readonly unknown[] | undefined,
  sources: readonly SourceForm[],
  problems: KdeployError[],
): Omit<ProfileFile, 'settings' | 'clusters'> {
  const specs = (variablesFrom ?? []).map((item, index) => {
    const what = isMap(item as Json) ? 'the source' : describe(item as Json)
    return readSourceSpec({ ...partAt(part, ['variablesFrom', index]), value: item as Json, what }, sources, problems)
  })
  return {
    file,
    variables: mapIn(part, 'variables'),
    variablesFrom: specs.filter((spec) => spec !== undefined),
    placeOf: part.placeOf,
    isFloat: part.isFloat,
    plainText: part.plainText,
  }
}

/** A part of a part. */
function partAt(part: Part, path: FieldPath): Part {
  return {
    value: valueAtPath(part.value, path) ?? null,
    what: part.what,
    placeOf: (inner) => part.placeOf([...path, ...inner]),
    isFloat: (inner) => part.isFloat([...path, ...inner]),
    plainText: (inner) => part.plainText([...path, ...inner]),
  }
}

/** `variables:` with nothing below it is an empty map: what a file looks like whose entries are commented out. So it is in a cluster. */
function dropNulls(part: Part): Part {
  if (!isMap(part.value)) return part
  const { clusters } = part.value
  const value = withoutNulls(part.value)
  if (!isMap(clusters)) return { ...part, value }
  const each = Object.entries(clusters).map(([name, one]) => [name, isMap(one) ? withoutNulls(one) : one] as const)
  return { ...part, value: { ...value, clusters: Object.fromEntries(each) } }
}

function withoutNulls(map: { readonly [key: string]: Json }): { [key: string]: Json } {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null))
}
