import { isDeepStrictEqual } from 'node:util'
import { KdeployError } from '../errors.ts'
import { isMap, type Json, sortKeys } from '../json-map.ts'
import { keyOf, refOf } from '../manifest/identity.ts'
import type { KubeObject, Manifest } from '../manifest/types.ts'
import { createMasking, type Masking } from '../masking/masking.ts'
import { diffManifest, diffPlan } from '../plan/diff/diff.ts'
import type { ObjectDiff } from '../plan/diff/types.ts'
import { maskObject } from '../plan/masking/mask.ts'
import type { PruneCandidate } from '../plan/types.ts'
import { readDocuments } from '../yaml/read.ts'
import { writeYaml } from '../yaml/write.ts'

/**
 * Manifests as a snapshot keeps them: in the order of their kinds and names, sensitive values masked. The tokens are numbered in
 * the order of the file, whatever else a run masked, so that the same manifests are always the same text.
 */
export function forSnapshot(manifests: readonly Manifest[]): Manifest[] {
  const { mask } = createMasking()
  return manifests.toSorted(byName).map((manifest) => {
    const sorted = { ...manifest, object: sortKeys(manifest.object) as KubeObject }
    maskObject(sorted.object, [sorted], mask)
    return { ...manifest, object: maskObject(manifest.object, [manifest], mask), sensitive: [] }
  })
}

function byName({ object: one }: Manifest, { object: other }: Manifest): number {
  const [left, right] = [one, other].map(refOf).map((ref) => `${ref.kind}\0${keyOf(ref)}`)
  return (left ?? '') < (right ?? '') ? -1 : 1
}

/** What stands behind the test and the profile in the first line. */
const byKdeploy = 'written by kdeploy test --update'

/** The first line of a snapshot's file. */
export function snapshotHeading(test: string, profile: string): string {
  return `# ${JSON.stringify(test)} (${profile}), ${byKdeploy}`
}

/** Whether a file begins as a snapshot does. */
export function hasHeading(text: string): boolean {
  const [first = ''] = text.split(/\r?\n/, 1)
  return first.startsWith('# "') && first.endsWith(`), ${byKdeploy}`)
}

/** The file's text, which says in its first line whose it is. */
export function writeSnapshot(manifests: readonly Manifest[], test: string, profile: string): string {
  const heading = snapshotHeading(test, profile)
  return manifests.reduce((text, { object }) => `${text}---\n${writeYaml(sortKeys(object))}`, `${heading}\n`)
}

/** The objects of a snapshot's file. @throws KdeployError `yaml-syntax`, `file-invalid` */
export function readSnapshot(text: string, file: string): KubeObject[] {
  return readDocuments(text, file)
    .filter(({ value }) => value !== null)
    .map(({ value, startLine: line }) => {
      if (isObject(value)) return value
      const message = `${file} is not a snapshot: a document has no apiVersion, kind or metadata.name`
      throw new KdeployError({ code: 'file-invalid', category: 'input', message, place: { file, line } })
    })
}

function isObject(value: Json): value is KubeObject {
  if (!isMap(value) || !isMap(value['metadata'])) return false
  return [value['apiVersion'], value['kind'], value['metadata']['name']].every((one) => typeof one === 'string')
}

/** In what manifests (of forSnapshot) differ from the objects of their snapshot, whatever the order of either. */
export function diffSnapshot(objects: readonly KubeObject[], manifests: readonly Manifest[]): ObjectDiff[] {
  const before = new Map(objects.map((object) => [keyOf(refOf(object)), object]))
  const kept = new Set(manifests.map(({ object }) => keyOf(refOf(object))))
  const changes = manifests.flatMap((manifest): ObjectDiff[] => {
    const previous = before.get(keyOf(refOf(manifest.object)))
    return isDeepStrictEqual(previous, manifest.object) ? [] : [diffManifest(manifest, previous, asItIs)]
  })
  const gone = [...before].filter(([key]) => !kept.has(key))
  const candidates = gone.map(
    ([, object]): PruneCandidate => ({ ref: refOf(object), live: object, fate: { kind: 'delete' }, rule: '' }),
  )
  return [...changes, ...diffPlan({ changes: [], hooks: [], candidates }, [], asItIs)]
}

/** Both sides are masked already. */
const asItIs: Masking = {
  mask: (text) => text,
  registerSecrets: () => {},
  redact: (text) => text,
  redactLines: (lines) => [...lines],
  redactWords: (text) => text,
}
