import { createHash, scryptSync } from 'node:crypto'
import { stringifyJson } from '../../json.ts'
import { sortKeys } from '../../json-map.ts'
import { annotationOf } from '../../manifest/annotations.ts'
import { holdsData, isSecret, withStringDataAsData } from '../../manifest/secret.ts'
import type { KubeObject, Manifest, SensitiveField } from '../../manifest/types.ts'

/** On a ConfigMap or Secret, `"true"`: its name ends in a hash of its data, and references follow. */
export const contentNameAnnotation = 'kdeploy.dev/name-by-content'

const dataFields: ReadonlySet<string | number> = new Set(['data', 'binaryData', 'stringData'])

/** Of the hash that a name ends in. */
const digits = 10

/** Whether an object is named by its content, or is to be. */
export function isNamedByContent(object: KubeObject): boolean {
  return holdsData(object) && annotationOf(object, contentNameAnnotation) === 'true'
}

/**
 * The name that a manifest gets: its own and a hash of its data and type, the same for the same content. The hash is slow where the
 * data is secret: of a Secret, or derived from sensitive values.
 */
export function contentName({ object, sensitive }: Pick<Manifest, 'object' | 'sensitive'>): string {
  const { name } = object.metadata
  const { data = {}, binaryData = {}, type = null } = withStringDataAsData(object)
  const content = stringifyJson(sortKeys({ data, binaryData, type }))
  return `${name}-${isSecret(object) || sensitive.some(isOfData) ? slowHash(content, object) : hash(content)}`
}

function isOfData({ path: [field] }: SensitiveField): boolean {
  return field === undefined || dataFields.has(field)
}

/** What the templates call an object that is named by its content; undefined for any other object. */
export function nameInTemplates(object: KubeObject): string | undefined {
  if (!isNamedByContent(object)) return undefined
  return /^(.+)-[0-9a-f]{10}$/.exec(object.metadata.name)?.[1]
}

/** The newest of these objects that templates call as they call a new one, named by its content: what that takes the place of. */
export function formerContent<Item extends { readonly live: KubeObject }>(
  object: KubeObject,
  items: readonly Item[],
): Item | undefined {
  const name = nameInTemplates(object)
  if (name === undefined) return undefined
  const isSame = ({ live }: Item) =>
    live.kind === object.kind &&
    live.metadata['namespace'] === object.metadata['namespace'] &&
    nameInTemplates(live) === name
  const ageOf = ({ live }: Item) => String(live.metadata['creationTimestamp'] ?? '')
  return items.filter(isSame).reduce<Item | undefined>((newest, item) => {
    return newest === undefined || ageOf(item) >= ageOf(newest) ? item : newest
  }, undefined)
}

function hash(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, digits)
}

const slow = new Map<string, string>()

/**
 * Who may read Pods, but no Secrets, sees the name: each guess at the content costs them what scrypt costs (16 MiB, some 50 ms), and
 * serves for one name only.
 */
function slowHash(content: string, object: KubeObject): string {
  const salt = `${contentNameAnnotation}\0${object.metadata.name}`
  const key = createHash('sha256').update(`${salt}\0${content}`).digest('hex')
  const known = slow.get(key)
  if (known !== undefined) return known
  const derived = scryptSync(content, salt, digits / 2, { N: 2 ** 14, r: 8, p: 1 }).toString('hex')
  slow.set(key, derived)
  return derived
}
