import { KdeployError } from '../../errors.ts'
import { type FieldPath, formatPath } from '../../field-path.ts'
import { asMap, getOwn, isMap, type Json } from '../../json-map.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import type { OpenedProfile } from '../resolving/open-profile.ts'
import type { Emit } from '../run/events.ts'
import { renderOpened } from './render-opened.ts'

type Rewritten = OpenedProfile['profile']['rewritten'][number]

/** Variables that are tried one by one, each by a rendering of its own. */
const most = 20

/** Amounts, where 1.1 is 1.10. */
const amounts = new Set(['limits', 'requests', 'hard', 'capacity'])

/**
 * Warns of a number or boolean in a profile file that gets into a text otherwise than it is written: `image_tag: 1.10` would pull
 * 1.1, `country: NO` becomes `False`. To see where it goes, the templates are rendered with what is written: once for all numbers,
 * once for each boolean, as conditions read those; what makes no difference there is right. `thorough`: also of numbers that a
 * template calculates with, by a rendering for each.
 */
export function warnOfRewritten(
  opened: OpenedProfile,
  manifests: readonly Manifest[],
  emit: Emit,
  thorough: boolean,
): void {
  const { rewritten } = opened.profile
  const isBoolean = ({ node }: Rewritten) => typeof node.value === 'boolean'
  const told = new Set<Rewritten>()
  const compare = (these: readonly Rewritten[]) => {
    const others = these.length === 0 ? [] : renderAnew(opened, these)
    for (const one of these) {
      const field = told.has(one) ? undefined : fieldThatDiffers(one, manifests, others)
      if (field === undefined) continue
      told.add(one)
      const { name, written, printed, place } = one
      const message = `${name} is written ${written} and read as ${printed}, which goes into ${field}; quote it: "${written}"`
      emit({ type: 'warning', message, place })
    }
  }
  compare(rewritten.filter((one) => !isBoolean(one)))
  const alone = rewritten.filter((one) => !told.has(one) && (thorough || isBoolean(one)))
  for (const one of alone.slice(0, most)) compare([one])
}

/** Nothing where a template makes do with the numbers alone. */
function renderAnew(opened: OpenedProfile, these: readonly Rewritten[]): readonly Manifest[] {
  try {
    const profile = { ...opened.profile, variables: opened.profile.variablesAsWritten(these) }
    return renderOpened({ ...opened, profile }, profile.templates)
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    return []
  }
}

/** The first text that says what is read in the one rendering, and what is written in the other. */
function fieldThatDiffers(
  { written, printed, node }: Rewritten,
  manifests: readonly Manifest[],
  others: readonly Manifest[],
): string | undefined {
  for (const [index, { object }] of manifests.entries()) {
    const other = others[index]?.object
    if (other === undefined || describeRef(refOf(other)) !== describeRef(refOf(object))) continue
    // Nothing of a Secret is quoted, not even what it isn't.
    if (object.kind === 'Secret') continue
    const isMeant = (text: string, wanted: string) =>
      typeof node.value === 'boolean'
        ? text.replaceAll(printed, () => written) === wanted || text.replace(printed, () => written) === wanted
        : text.includes(printed) && wanted.includes(written)
    const path = textThatDiffers(object, other, isMeant)
    if (path !== undefined) return `${formatPath(path)} of ${describeRef(refOf(object))}`
  }
  return undefined
}

function textThatDiffers(
  value: Json,
  other: Json | undefined,
  isMeant: (text: string, other: string) => boolean,
  path: FieldPath = [],
): FieldPath | undefined {
  if (typeof value === 'string')
    return typeof other === 'string' && value !== other && isMeant(value, other) ? path : undefined
  if (!isMap(value) && !Array.isArray(value)) return undefined
  const parts = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  for (const [step, item] of parts) {
    if (amounts.has(String(step))) continue
    const beside = Array.isArray(other) ? other[Number(step)] : getOwn(asMap(other ?? null), String(step))
    const found = textThatDiffers(item, beside, isMeant, [...path, step])
    if (found !== undefined) return found
  }
  return undefined
}
