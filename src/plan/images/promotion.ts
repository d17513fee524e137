import { KdeployError, type Place } from '../../errors.ts'
import type { FieldPath } from '../../field-path.ts'
import { isMap } from '../../json-map.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { Json, Manifest, ObjectRef, UsedVariable } from '../../manifest/types.ts'
import { parseImage } from './image-reference.ts'
import { imagesIn } from './images-of.ts'

/** An image that one release runs. */
export interface RunningImage {
  readonly ref: ObjectRef
  readonly container: string
  /** As its manifest names it. */
  readonly image: string
  /** `sha256:…`; `''` where none is known. */
  readonly digest: string
}

/** What a variable of the other release becomes. */
export interface Promotion {
  readonly name: string
  readonly before: string
  readonly after: string
  /** Where it has its value; undefined for an option. */
  readonly place: Place | undefined
  /** The variable takes a tag alone, so that the digest is not said. */
  readonly isTagOnly: boolean
}

/** What a promotion comes to. */
export interface PlannedPromotion {
  readonly promotions: readonly Promotion[]
  /** Images that nothing is promoted to: the source doesn't run them. */
  readonly left: readonly string[]
  readonly problems: readonly KdeployError[]
}

/** A variable that an image is made of, and its value. */
interface Part {
  readonly name: string
  readonly value: string
  readonly place: Place | undefined
}

/**
 * Which variables make the images of `manifests` those that run: by the template's expression that wrote each image, and by what part of
 * it their values are: the whole, the repository, the tag or the digest. An image is that of the same container of the same object, else
 * of the same repository. `names`: the only variables that may be set; empty: any.
 */
export function planPromotion(
  manifests: readonly Manifest[],
  running: readonly RunningImage[],
  textOf: (name: string) => string | undefined,
  names: readonly string[],
): PlannedPromotion {
  const promotions = new Map<string, Promotion>()
  const left = new Set<string>()
  const problems: KdeployError[] = []
  for (const manifest of manifests) {
    const ref = refOf(manifest.object)
    for (const { image, container, path } of imageFields(manifest)) {
      const place = manifest.placeOf(path)
      const found = counterpartOf({ ref, container, image }, running)
      if (found === undefined) left.add(image)
      else if (found === 'ambiguous') problems.push(ambiguous(image, place))
      else {
        const parts = partsOf(manifest.variablesOf?.(path) ?? [], textOf).filter(
          ({ name }) => names.length === 0 || names.includes(name),
        )
        const settings = settingsFor(image, found, parts)
        if (settings === undefined) {
          if (!isSame(image, found)) problems.push(unmapped(image, found, names, place))
          continue
        }
        for (const setting of settings) {
          const before = promotions.get(setting.name)
          if (before !== undefined && before.after !== setting.after)
            problems.push(contradiction(before, setting, place))
          promotions.set(setting.name, setting)
        }
      }
    }
  }
  return { promotions: [...promotions.values()], left: [...left].sort(), problems }
}

/** The images of a manifest that aren't what was to be promoted to them, in words; empty where all are. */
export function notPromoted(manifests: readonly Manifest[], running: readonly RunningImage[]): string[] {
  return manifests.flatMap((manifest) => {
    const ref = refOf(manifest.object)
    return imageFields(manifest).flatMap(({ image, container }) => {
      const found = counterpartOf({ ref, container, image }, running)
      return typeof found === 'object' && !isSame(image, found) ? [`${image} in place of ${pinned(found)}`] : []
    })
  })
}

/** Every image of a manifest, with the path of its field, which is called `image` in a map with the container's name. */
function imageFields({ object }: Manifest): { image: string; container: string; path: FieldPath }[] {
  const known = new Set(imagesIn(object).map(({ image, container }) => JSON.stringify([image, container])))
  const found: { image: string; container: string; path: FieldPath }[] = []
  const visit = (value: Json | undefined, path: FieldPath) => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index])
    if (!isMap(value)) return
    const { image, name } = value
    const container = typeof name === 'string' ? name : ''
    if (typeof image === 'string' && known.has(JSON.stringify([image, container])))
      found.push({ image, container, path: [...path, 'image'] })
    for (const [key, item] of Object.entries(value)) visit(item, [...path, key])
  }
  visit(object, [])
  return found
}

function counterpartOf(
  { ref, container, image }: Pick<RunningImage, 'ref' | 'container' | 'image'>,
  running: readonly RunningImage[],
): RunningImage | 'ambiguous' | undefined {
  const { repository } = parseImage(image)
  const isSameObject = (one: RunningImage) =>
    one.container === container &&
    keyOf({ ...one.ref, namespace: undefined }) === keyOf({ ...ref, namespace: undefined })
  const own = running.find(isSameObject)
  if (own !== undefined) return own
  const alike = running.filter((one) => parseImage(one.image).repository === repository)
  const distinct = new Set(alike.map(pinned))
  return distinct.size > 1 ? 'ambiguous' : alike[0]
}

/** The image with the digest that runs. */
function pinned({ image, digest }: Pick<RunningImage, 'image' | 'digest'>): string {
  const { repository, tag } = parseImage(image)
  const name = tag === '' ? repository : `${repository}:${tag}`
  return digest === '' ? name : `${name}@${digest}`
}

/** Whether an image is the one that runs, as far as it says. */
function isSame(image: string, running: RunningImage): boolean {
  const one = parseImage(image)
  const other = parseImage(running.image)
  if (one.repository !== other.repository) return false
  if (one.digest !== '') return one.digest === running.digest
  return one.tag === other.tag
}

/** Those in the expression, and those that their values are made of, with values that are text. */
function partsOf(used: readonly UsedVariable[], textOf: (name: string) => string | undefined): Part[] {
  return used.flatMap(({ name, place, from = [] }) => {
    const value = textOf(name)
    return [...(value === undefined ? [] : [{ name, value, place }]), ...partsOf(from, textOf)]
  })
}

/** What makes an image the one that runs; undefined where these variables can't. */
function settingsFor(image: string, running: RunningImage, parts: readonly Part[]): Promotion[] | undefined {
  const target = pinned(running)
  const now = parseImage(image)
  const then = parseImage(running.image)
  const set = (part: Part, after: string, isTagOnly = false): Promotion => {
    const { name, value: before, place } = part
    return { name, before, after, place, isTagOnly }
  }
  const whole = parts.find(({ value }) => value === image)
  if (whole !== undefined) return [set(whole, target)]
  const repository = parts.find(({ value }) => value === now.repository)
  if (repository === undefined && now.repository !== then.repository) return undefined
  const moved = repository === undefined ? [] : [set(repository, then.repository)]
  const digest = now.digest === '' ? undefined : parts.find(({ value }) => value === now.digest)
  if (digest !== undefined && running.digest !== '') return [...moved, set(digest, running.digest)]
  const tag = now.tag === '' ? undefined : parts.find(({ value }) => value === now.tag)
  if (tag === undefined || then.tag === '' || now.digest !== '') return undefined
  return [...moved, set(tag, then.tag, running.digest !== '')]
}

function ambiguous(image: string, place: Place): KdeployError {
  return new KdeployError({
    code: 'image-unmapped',
    category: 'input',
    message: `the source runs several images of the repository of ${image}, so that none can be chosen`,
    place,
    hint: 'call the object and its container alike in both profiles',
  })
}

function unmapped(image: string, running: RunningImage, names: readonly string[], place: Place): KdeployError {
  const among = names.length === 0 ? 'no variable' : `none of the variables ${names.join(', ')}`
  return new KdeployError({
    code: 'image-unmapped',
    category: 'input',
    message: `${among} makes ${image} ${pinned(running)}`,
    place,
    hint: 'have the template take the image, or its tag, from a variable of its own: image: {{ image }}',
  })
}

function contradiction(one: Promotion, other: Promotion, place: Place): KdeployError {
  return new KdeployError({
    code: 'image-unmapped',
    category: 'input',
    message: `the variable ${one.name} would have to be ${one.after} and ${other.after}`,
    place,
    hint: 'give each image a variable of its own',
  })
}
