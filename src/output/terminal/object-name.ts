import { groupBy } from '../../group-by.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import type { Shown } from '../../masking/shown.ts'
import { oneLine } from '../../printable.ts'

/**
 * How a line of a run calls an object: its name can't derive from a sensitive value, so a secret that is a part of it by
 * chance is left; a name that is a known secret as a whole (somebody pasted a token) is masked.
 */
export function objectName(ref: ObjectRef, redact: (text: string) => string): Shown {
  return oneLine(describeRef(namedAsShown(ref, redact))) as Shown
}

/** The object, called as it may be shown. */
export function namedAsShown(ref: ObjectRef, redact: (text: string) => string): ObjectRef {
  const masked = redact(ref.name)
  return /^\(masked \d+\)$/.test(masked) ? { ...ref, name: masked } : ref
}

/** More objects are counted. */
const mostNamed = 8

/** Several objects, sorted, those of one kind and namespace together, the first of them: `Deployment shop/api, web; StatefulSet shop/db and 3 more`. */
export function groupedNames(refs: readonly ObjectRef[], redact: (text: string) => string): string {
  const groups = groupBy(
    refs.map((ref) => namedAsShown(ref, redact)),
    ({ kind, namespace = '' }) => `${kind} ${namespace}`,
  )
  let left = mostNamed
  const lists = [...groups.values()].flatMap((group) => {
    const sorted = group.toSorted((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }))
    const [first, ...others] = sorted.filter(() => left-- > 0)
    return first === undefined
      ? []
      : [oneLine(describeRef(first)), ...others.map(({ name }) => oneLine(name))].join(', ')
  })
  const more = refs.length > mostNamed ? ` and ${refs.length - mostNamed} more` : ''
  return `${lists.join('; ')}${more}`
}
