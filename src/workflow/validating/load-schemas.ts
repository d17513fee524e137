import { KdeployError, type Place } from '../../errors.ts'
import type { Finding } from '../../findings/finding.ts'
import type { RuleSwitches } from '../../findings/switches.ts'
import { isMap, type Json } from '../../json-map.ts'
import { itemsOfList } from '../../manifest/read.ts'
import type { KubeObject, Manifest } from '../../manifest/types.ts'
import { fileText } from '../../project/files/read-file.ts'
import type { Project } from '../../project/project.ts'
import { checkManifests } from '../../schemas/check-manifests.ts'
import { isDefinition } from '../../schemas/custom.ts'
import type { DefinitionText } from '../../schemas/custom-kinds.ts'
import { minorOf, shippedVersions } from '../../schemas/kube-version.ts'
import { type Schemas, schemasOf } from '../../schemas/schemas.ts'
import { findInvalidValues } from '../../validation/invalid-values.ts'
import { readDocuments } from '../../yaml/read.ts'
import { withConnection } from '../run/connect.ts'
import type { ClusterTarget, World } from '../run/world.ts'

/** What a person gave in place of what kdeploy.yaml says. */
export interface SchemaOptions {
  /** `1.36`. Default: kdeploy.yaml's `validate.kubeVersion`, else the newest whose schemas are shipped. */
  readonly kubeVersion?: string | undefined
  /**
   * Files with CustomResourceDefinitions, from the working folder, besides those of kdeploy.yaml's `validate.crds`; `-` is stdin.
   */
  readonly crds?: readonly string[] | undefined
  /** A cluster whose CustomResourceDefinitions count, too. */
  readonly crdsFrom?: ClusterTarget | undefined
}

/** Says what the API server would refuse of all that a profile renders; `noteUnchecked` is told of each kind that no schema is known of. */
export type SchemaCheck = (
  manifests: readonly Manifest[],
  switches: RuleSwitches,
  noteUnchecked: (kind: string) => void,
) => Finding[]

/**
 * A check of manifests by the schemas of a Kubernetes version, by CustomResourceDefinitions from files, and by what schemas don't say.
 * Import this file when it is needed: the schemas come with it. @throws KdeployError as loadSchemas does
 */
export async function openSchemaCheck(project: Project, options: SchemaOptions, world: World): Promise<SchemaCheck> {
  const schemas = await loadSchemas(project, options, world)
  return (manifests, switches, noteUnchecked) =>
    checkManifests(manifests, schemas, switches, {
      find: (manifest, told) => findInvalidValues(manifest, told, schemas.builtIn, switches),
      noteUnchecked,
    })
}

/**
 * What manifests are checked by: the schemas of a Kubernetes version, and CustomResourceDefinitions from files.
 * @throws KdeployError `kube-version-unknown`, `file-missing`, `file-invalid` for files without a definition; what is wrong
 * in a file is told where its definitions are needed
 */
async function loadSchemas(
  project: Project,
  { kubeVersion, crds = [], crdsFrom }: SchemaOptions,
  world: World,
): Promise<Schemas> {
  const { settings, placeOf } = project.validate
  const wanted = kubeVersion ?? settings.kubeVersion ?? shippedVersions.newest
  const minor = minorOf(wanted)
  if (minor === undefined)
    throw unknownVersion(wanted, kubeVersion === undefined ? placeOf(['kubeVersion']) : undefined)
  const inProject = (settings.crds ?? []).flatMap((glob, index) => {
    const place = placeOf(['crds', index])
    const files = project.filesMatching(glob)
    if (files.length === 0) throw missing(`no file matches ${JSON.stringify(glob)}`, place)
    const texts = files.map((file) => definitionText(project.readFile(file) ?? '', project.nameOf(file)))
    return withDefinitionsIn(texts, `the files that match ${JSON.stringify(glob)}`, place)
  })
  const given = crds.flatMap((file) => {
    const bytes = file === '-' ? world.readStdin('--crds -') : project.readGiven(file)
    if (bytes === undefined) throw missing(`there is no file ${file}`, undefined)
    return withDefinitionsIn([definitionText(fileText(bytes, file), file)], file === '-' ? 'stdin' : file, { file })
  })
  const live = crdsFrom === undefined ? [] : await definitionsOf(crdsFrom, world)
  return schemasOf(minor, live, [...inProject, ...given])
}

/** @throws KdeployError where the cluster can't be reached, or doesn't let them be listed */
function definitionsOf(target: ClusterTarget, world: World): Promise<readonly KubeObject[]> {
  return withConnection(target, world, async (connect) => {
    const cluster = await connect()
    const { items } = await cluster.list({ group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' })
    return items
  })
}

function definitionText(text: string, file: string): DefinitionText {
  return { text, read: () => definitionsIn(text, file) }
}

function definitionsIn(text: string, file: string): KubeObject[] {
  const objects = readDocuments(text, file).flatMap(({ value }) => objectsOf(value).filter(isMap))
  const nameless = objects.find(({ kind, apiVersion }) => kind === 'CustomResourceDefinition' && !apiVersion)
  if (nameless !== undefined)
    throw new KdeployError({
      code: 'file-invalid',
      category: 'input',
      message: `a CustomResourceDefinition in ${file} has no apiVersion`,
      place: { file },
      hint: 'write apiVersion: apiextensions.k8s.io/v1',
    })
  return objects.filter(isDefinition) as unknown[] as KubeObject[]
}

/** What a document holds: the items of a List, and of those among them; else itself. */
function objectsOf(value: Json): Json[] {
  return itemsOfList(value)?.flatMap(objectsOf) ?? [value]
}

function withDefinitionsIn(texts: DefinitionText[], where: string, place: Place | undefined): DefinitionText[] {
  const defining = texts.filter(({ text }) => text.includes('CustomResourceDefinition'))
  if (defining.length > 0) return defining
  throw new KdeployError({
    code: 'file-invalid',
    category: 'input',
    message: `there is no CustomResourceDefinition in ${where}`,
    place,
  })
}

function missing(message: string, place: Place | undefined): KdeployError {
  return new KdeployError({
    code: 'file-missing',
    category: 'input',
    message: `CustomResourceDefinitions: ${message}`,
    place,
  })
}

function unknownVersion(wanted: string, place: Place | undefined): KdeployError {
  const { oldest, newest } = shippedVersions
  return new KdeployError({
    code: 'kube-version-unknown',
    category: 'input',
    message: `no schemas of Kubernetes ${JSON.stringify(wanted)} are known: kdeploy has those of ${oldest} to ${newest}`,
    place,
    hint: `name a minor version, such as ${newest}`,
  })
}
