import { keyOf } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import type { Event } from '../../workflow/run/events.ts'
import { objectName } from '../terminal/object-name.ts'
import type { Fold, Pen } from '../terminal/screen.ts'
import { HookLogs } from './hook-logs.ts'
import { type Progress, plainProgress } from './plain-progress.ts'

/** A wait that takes longer, in milliseconds, is told outside of the folds, and again when it took twice as long. */
const longWait = 60_000

/**
 * Plain lines for a CI's log that can be folded: the differences, the writes, each hook with its log, the wait and the deletions are in folds
 * of their own. Where the run goes, its plan, warnings, failures and what a long wait is for stand outside.
 */
export function foldedProgress(pen: Pen): Progress {
  const logs = new HookLogs()
  let current: Fold | undefined
  let hook: ObjectRef | undefined
  let told = 0
  // A line that comes after a warning from elsewhere opens its fold again.
  const plain = plainProgress({
    ...pen,
    line(text) {
      pen.fold(current)
      pen.line(text)
    },
    safeLine(line) {
      pen.fold(current)
      pen.safeLine(line)
    },
  })
  const hookFold = (ref: ObjectRef): Fold => ({
    key: `hook ${keyOf(ref)}`,
    title: `hook ${objectName(ref, pen.redact)}`,
  })
  const waitFold = (ref: ObjectRef | undefined): Fold =>
    hook !== undefined && ref !== undefined && keyOf(hook) === keyOf(ref) ? hookFold(hook) : waitForWorkloads
  /** Another wait begins at nothing. */
  const isLong = (elapsed: number) => {
    if (elapsed < told) told = 0
    if (elapsed < Math.max(longWait, 2 * told)) return false
    told = elapsed
    return true
  }
  const foldOf = (event: Event): Fold | undefined => {
    switch (event.type) {
      case 'difference':
        return { key: 'difference', title: 'what changes' }
      case 'written':
        return { key: 'write', title: 'writing objects' }
      case 'moved':
        return { key: 'move', title: 'moving objects' }
      case 'deleting':
      case 'deleted':
      case 'orphaned':
        return { key: 'delete', title: 'deleting objects' }
      case 'hook':
      case 'log':
        return hookFold(event.ref)
      case 'progress':
      case 'ready':
        return waitFold(event.ref)
      case 'reminder':
        return isLong(event.elapsed)
          ? undefined
          : waitFold(event.waitingFor.length === 1 ? event.waitingFor[0]?.ref : undefined)
      default:
        return undefined
    }
  }
  return {
    emit(event) {
      if (event.type === 'hook') hook = event.ref
      const fold = foldOf(event)
      // What waits to be told belongs in the fold of its own.
      if (fold?.key !== current?.key) plain.close()
      current = fold
      if (fold === undefined) pen.fold(undefined)
      if (event.type === 'log') logs.keep(event)
      if (event.type === 'failed') for (const line of logs.of(event.report.ref)) plain.emit(line)
      plain.emit(event)
    },
    close() {
      plain.close()
      pen.fold(undefined)
    },
  }
}

const waitForWorkloads: Fold = { key: 'wait', title: 'waiting until the workloads are ready' }
