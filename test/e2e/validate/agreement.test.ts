import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import type { Cluster as Api } from '../../../src/cluster/api/cluster.ts'
import { ApiError } from '../../../src/cluster/errors/api-error.ts'
import type { FieldPath } from '../../../src/field-path.ts'
import { isMap, type Json } from '../../../src/json-map.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { validateProfiles } from '../../../src/workflow/validate.ts'
import { readDocuments } from '../../../src/yaml/read.ts'
import { writeYaml } from '../../../src/yaml/write.ts'
import { dry, withApi } from '../../support/cluster/api.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { repository } from '../../support/projects/project.ts'
import { readBases } from '../../support/validate/bases.ts'
import { withChanges } from '../../support/validate/changes.ts'
import { combinationsOf } from '../../support/validate/combinations.ts'
import { type KnownDifference, knownDifferences } from '../../support/validate/known-differences.ts'
import { type Mutation, mutationsOf } from '../../support/validate/mutations.ts'
import { fieldOf } from '../../support/validate/server-fields.ts'
import { worldIn } from '../../support/world.ts'

/** The rules that say what the API server refuses; the others are habits. */
const refusals = new Set(['api-removed', 'invalid-value', 'kind-unknown', 'schema'])

const clusterScoped = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'IngressClass',
  'Namespace',
  'PersistentVolume',
  'PriorityClass',
  'StorageClass',
])

/** Of each manifest, so many generated mutations: 8, or as many as KDEPLOY_TEST_MUTATIONS says; `all` are 10,000. */
const wanted = process.env['KDEPLOY_TEST_MUTATIONS'] ?? '8'
const perBase = wanted === 'all' ? Number.POSITIVE_INFINITY : Number(wanted)

const bases = readBases()

/** What one of the two says of a manifest. */
interface Verdict {
  readonly texts: readonly string[]
}

interface Judged extends Verdict {
  /** The lines of the manifest that it names. */
  readonly lines: readonly number[]
}

interface Answered extends Verdict {
  readonly fields: readonly FieldPath[]
}

describe('kdeploy validate and the API server', () => {
  test('both accept every valid manifest', { timeout: 120_000 }, async ({ cluster }) => {
    const manifests = [...bases].map(([name, object]) => ({ name, object }))

    const { validated, answered } = await judge(cluster, manifests)

    expect(manifests.length).toBeGreaterThan(40)
    for (const [index, { name }] of manifests.entries()) {
      expect([name, validated[index]?.texts, answered[index]?.texts]).toEqual([name, [], []])
    }
  })

  test('refuse and accept the same mutated manifests, and name the same fields', { timeout: 3_600_000 }, async ({
    cluster,
  }) => {
    const generated = [...bases].flatMap(([base, object]) => pick([...mutationsOf(base, object)].filter(canBeSent)))
    const mutations = [...combinationsOf(bases), ...generated]

    const { validated, answered } = await judge(cluster, mutations)

    expect(mutations.length).toBeGreaterThan(300)
    const refused = answered.filter(({ texts }) => texts.length > 0).length
    expect(refused).toBeGreaterThan(mutations.length / 4)
    expect(refused).toBeLessThan(mutations.length)
    const differences: string[] = []
    for (const [index, mutation] of mutations.entries()) {
      const [mine, theirs] = [validated[index], answered[index]]
      if (mine === undefined || theirs === undefined) throw new Error(`${mutation.name} was not judged`)
      const difference = differenceOf(mutation, mine, theirs)
      if (difference !== undefined && !isKnown(mine, theirs)) differences.push(difference)
    }
    expect(differences).toEqual([])
  })

  for (const known of knownDifferences) {
    test(`differ about ${known.reason}, as docs/rendering/validate.md says`, async ({ cluster }) => {
      expect(readFileSync(join(repository, 'docs/rendering/validate.md'), 'utf8')).toContain(`- ${known.reason}`)
      const { validated, answered } = await judge(cluster, [exampleOf(known)])

      const [mine, theirs] = [validated[0]?.texts ?? [], answered[0]?.texts ?? []]
      const [refuses, accepts] = known.refusedBy === 'validate' ? [mine, theirs] : [theirs, mine]
      expect(accepts).toEqual([])
      expect(refuses).not.toEqual([])
      for (const text of refuses) expect(text).toMatch(known.says)
    })
  }
})

function exampleOf({ reason, example: { base, changes } }: KnownDifference): Mutation {
  const object = bases.get(base)
  if (object === undefined) throw new Error(`there is no base ${base}`)
  return { name: reason, object: withChanges(object, changes) }
}

/** What kdeploy itself can name in a request: validate refuses the others, whatever a server would say. */
function canBeSent({ object: { apiVersion, metadata } }: Mutation): boolean {
  return (
    typeof apiVersion === 'string' && isMap(metadata) && typeof metadata['name'] === 'string' && metadata['name'] !== ''
  )
}

/** The same ones in every run: those whose names have the smallest hashes. */
function pick(mutations: readonly Mutation[]): Mutation[] {
  return mutations.toSorted((one, other) => hashOf(one.name) - hashOf(other.name)).slice(0, perBase)
}

/** FNV-1a, of 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash
}

async function judge(
  cluster: Cluster,
  mutations: readonly Mutation[],
): Promise<{ validated: Judged[]; answered: Answered[] }> {
  const validated = await validate(cluster, mutations)
  const answered = await withApi(cluster, (api) => ask(api, cluster.namespace, mutations))
  return { validated, answered }
}

/** Manifests of one project, each a template and a profile. */
const perProject = 50

/** What validate says of each manifest. */
async function validate(cluster: Cluster, mutations: readonly Mutation[]): Promise<Judged[]> {
  const { serverVersion } = JSON.parse(await cluster.kubectl(['version', '-o', 'json']))
  const kubeVersion = `${serverVersion.major}.${Number.parseInt(serverVersion.minor, 10)}`
  const judged: Judged[] = []
  for (let start = 0; start < mutations.length; start += perProject)
    judged.push(...(await validateProject(cluster, kubeVersion, mutations.slice(start, start + perProject))))
  return judged
}

async function validateProject(
  cluster: Cluster,
  kubeVersion: string,
  mutations: readonly Mutation[],
): Promise<Judged[]> {
  const names = mutations.map((_, index) => `test_${index}`)
  const files: Record<string, string> = {
    'kdeploy.yaml': `name: mutated\nvalidate: {kubeVersion: "${kubeVersion}"}\nprofile: {namespace: ${cluster.namespace}}\n`,
  }
  for (const [index, { object }] of mutations.entries()) {
    files[`templates/${names[index]}.yaml`] = writeYaml(object)
    files[`profiles/${names[index]}.yaml`] = `templates: [${names[index]}.yaml]\n`
  }
  const project = await cluster.createProject({ files })
  const { profiles } = await validateProfiles(names, project.folder, {}, worldIn(project.folder))
  return profiles.map(({ problems, findings }) => {
    const errors = findings.filter(({ rule, severity }) => severity === 'error' && refusals.has(rule))
    const places = [...problems, ...errors].map(({ place }) => place?.line)
    return {
      texts: [...problems.map(({ message }) => message), ...errors.map(({ message, rule }) => `${message} (${rule})`)],
      lines: places.filter((line) => line !== undefined),
    }
  })
}

/** What the API server says of each manifest, as an apply sends it. */
async function ask(api: Api, namespace: string, mutations: readonly Mutation[]): Promise<Answered[]> {
  const answers: Answered[] = []
  let next = 0
  const worker = async () => {
    for (let index = next++; index < mutations.length; index = next++) {
      const object = mutations[index]?.object as KubeObject
      answers[index] = await askOne(api, clusterScoped.has(object.kind) ? object : within(object, namespace))
    }
  }
  await Promise.all(Array.from({ length: 12 }, worker))
  return answers
}

function within(object: KubeObject, namespace: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, namespace: object.metadata['namespace'] ?? namespace } }
}

async function askOne(api: Api, object: KubeObject): Promise<Answered> {
  try {
    await api.apply(object, dry)
    return { texts: [], fields: [] }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const fields = error.causes.filter(({ field }) => field !== '' && field !== '<nil>')
    return { texts: [error.message], fields: fields.map((cause) => fieldOf(cause, object)) }
  }
}

/** How the two verdicts differ, in a line; undefined where they don't. */
function differenceOf({ name, object }: Mutation, mine: Judged, theirs: Answered): string | undefined {
  if (mine.texts.length > 0 !== theirs.texts.length > 0) {
    const [who, texts] = mine.texts.length > 0 ? ['validate', mine.texts] : ['the API server', theirs.texts]
    return `${name}: only ${who} refuses it: ${texts.join('; ')}`
  }
  if (theirs.fields.length === 0 || namesOneOf(theirs.fields, object, mine.lines)) return undefined
  return `${name}: validate names other fields: ${mine.texts.join('; ')}; the API server: ${theirs.texts.join('; ')}`
}

/** Whether a line that is named is that of one of the fields, or of what is in it. */
function namesOneOf(fields: readonly FieldPath[], object: KubeObject, lines: readonly number[]): boolean {
  const text = writeYaml(object)
  const [document] = readDocuments(text, 'mutated.yaml')
  const lineOf = (path: FieldPath) => {
    const { key, value } = document?.rangeOf(path) ?? { key: undefined, value: { start: 0 } }
    return text.slice(0, (key ?? value).start).split('\n').length
  }
  return fields.some((field) => {
    const last = Math.max(...[field, ...pathsWithin(object, field)].map(lineOf))
    return lines.some((line) => line >= lineOf(field) && line <= last)
  })
}

/** The paths of all fields within one. */
function pathsWithin(object: Json, field: FieldPath): FieldPath[] {
  const value = field.reduce<Json | undefined>(
    (outer, step) => (outer as Record<string | number, Json> | undefined)?.[step],
    object,
  )
  if (Array.isArray(value))
    return value.flatMap((_, index) => [[...field, index], ...pathsWithin(object, [...field, index])])
  if (!isMap(value)) return []
  return Object.keys(value).flatMap((key) => [[...field, key], ...pathsWithin(object, [...field, key])])
}

/** Whether all that one of them refuses, and the other accepts, is in the table. */
function isKnown(mine: Verdict, theirs: Verdict): boolean {
  const [refusedBy, texts] =
    mine.texts.length > 0 ? (['validate', mine.texts] as const) : (['server', theirs.texts] as const)
  if (mine.texts.length > 0 && theirs.texts.length > 0) return false
  return texts.some((text) => knownDifferences.some((known) => known.refusedBy === refusedBy && known.says.test(text)))
}
