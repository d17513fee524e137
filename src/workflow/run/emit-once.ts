import { formatPlace } from '../../errors.ts'
import type { Emit } from './events.ts'

/** Tells no warning of a place again: profiles share their files. */
export function emitOnce(emit: Emit): Emit {
  const told = new Set<string>()
  return (event) => {
    const key =
      event.type === 'warning' && event.place !== undefined
        ? `${formatPlace(event.place)}: ${event.message}`
        : undefined
    if (key === undefined || !told.has(key)) emit(event)
    if (key !== undefined) told.add(key)
  }
}
