import { parseDuration } from '../duration.ts'
import { KdeployError, type Place } from '../errors.ts'
import type { FieldPath } from '../field-path.ts'
import { describe, type Part } from './check.ts'
import type { OrderStepShape } from './shapes.ts'

/** A step of `order` in kdeploy.yaml. */
export interface OrderStep {
  /** Globs; undefined: whatever profile. */
  readonly profiles: readonly string[] | undefined
  /** Globs; undefined: whatever cluster. */
  readonly clusters: readonly string[] | undefined
  readonly batch: number | undefined
  /** Milliseconds. */
  readonly bake: number | undefined
  /** `timeout` in milliseconds. */
  readonly command: { readonly argv: readonly [string, ...string[]]; readonly timeout: number } | undefined
  readonly ask: boolean | undefined
  readonly place: Place
  readonly placeOf: (path: FieldPath) => Place
}

/** Milliseconds that a command may take where it doesn't say. */
const defaultTimeout = 10 * 60_000

/** `order` of a file that has its shape; what its durations have wrong is added to `problems`. */
export function readOrder(part: Part, order: readonly OrderStepShape[], problems: KdeployError[]): OrderStep[] {
  return order.map(({ profiles, clusters, batch, bake, command, timeout, ask }, index) => {
    const durationAt = (key: 'bake' | 'timeout', text: string | undefined) => {
      const milliseconds = text === undefined ? undefined : parseDuration(text)
      if (text !== undefined && (milliseconds === undefined || (key === 'timeout' && milliseconds === 0)))
        problems.push(noDuration(part, index, key, text))
      return milliseconds
    }
    const limit = durationAt('timeout', timeout)
    const [program, ...rest] = command ?? []
    if (program === undefined && timeout !== undefined) problems.push(noCommand(part, index))
    return {
      profiles,
      clusters,
      batch,
      bake: durationAt('bake', bake),
      command:
        program === undefined ? undefined : { argv: [program, ...rest] as const, timeout: limit ?? defaultTimeout },
      ask,
      place: part.placeOf(['order', index]),
      placeOf: (path) => part.placeOf(['order', index, ...path]),
    }
  })
}

function noDuration(part: Part, index: number, key: string, text: string): KdeployError {
  return new KdeployError({
    code: 'file-invalid',
    category: 'input',
    message: `\`order[${index}].${key}\` of ${part.what} must be a duration, found ${describe(text)}`,
    place: part.placeOf(['order', index, key]),
    hint: 'write a number with a unit, e.g. 90s, 10m or 1h30m',
  })
}

function noCommand(part: Part, index: number): KdeployError {
  return new KdeployError({
    code: 'file-invalid',
    category: 'input',
    message: `\`order[${index}].timeout\` of ${part.what} is that of a command, and the step has none`,
    place: part.placeOf(['order', index, 'timeout']),
    hint: 'add `command`, or remove it',
  })
}
