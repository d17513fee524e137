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

/** Several objects, sorted, those of one kind and namespace together: `Deployment shop/api, web; StatefulSet shop/db`. */
export function groupedNames(refs: readonly ObjectRef[], redact: (text: string) => string): string {
  const groups = groupBy(
    refs.map((ref) => namedAsShown(ref, redact)),
    ({ kind, namespace = '' }) => `${kind} ${namespace}`,
  )
  const lists = [...groups.values()].map((group) => {
    const [first, ...others] = group.toSorted((one, other) =>
      one.name.localeCompare(other.name, 'en', { numeric: true }),
    )
    return first === undefined
      ? ''
      : [oneLine(describeRef(first)), ...others.map(({ name }) => oneLine(name))].join(', ')
  })
  return lists.join('; ')
}
