import { KdeployError } from '../../errors.ts'
import { type FieldPath, formatPath } from '../../field-path.ts'
import { asMap, getOwn, isMap, type Json } from '../../json-map.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import type { OpenedProfile } from '../resolving/open-profile.ts'
import type { Emit } from '../run/events.ts'
import { renderOpened } from './render-opened.ts'

/** Each is a rendering of its own. */
const most = 20

/** Amounts, where 1.1 is 1.10. */
const amounts = new Set(['limits', 'requests', 'hard', 'capacity'])

/**
 * Warns of a number or boolean in a profile file that gets into a text otherwise than it is written: `image_tag: 1.10` would pull
 * 1.1. To see where it goes, the templates are rendered once more with what is written; what makes no difference there is right.
 */
export function warnOfRewritten(opened: OpenedProfile, manifests: readonly Manifest[], emit: Emit): void {
  const { profile } = opened
  for (const one of profile.rewritten.slice(0, most)) {
    const { name, written, printed, place } = one
    const others = renderAnew(opened, one.variables)
    const fields = manifests.flatMap((manifest, index) => {
      const other = others[index]
      if (other === undefined || describeRef(refOf(other.object)) !== describeRef(refOf(manifest.object))) return []
      const path = textThatDiffers(
        manifest.object,
        other.object,
        (text, wanted) => text.includes(printed) && wanted.includes(written),
      )
      return path === undefined ? [] : [`${formatPath(path)} of ${describeRef(refOf(manifest.object))}`]
    })
    const [field] = fields
    if (field === undefined) continue
    const message = `${name} is written ${written} and read as ${printed}, which goes into ${field}; quote it: "${written}"`
    emit({ type: 'warning', message, place })
  }
}

/** Nothing where a template makes do with the number alone. */
function renderAnew(opened: OpenedProfile, variables: () => Readonly<Record<string, unknown>>): readonly Manifest[] {
  try {
    const profile = { ...opened.profile, variables: variables() }
    return renderOpened({ ...opened, profile }, profile.templates)
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    return []
  }
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
