import { keyOf } from '../../manifest/identity.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import type { Event } from '../../workflow/run/events.ts'
import { groupedNames } from '../terminal/object-name.ts'
import type { Pen } from '../terminal/screen.ts'
import { readyLine, showEvent } from './lines.ts'
import { waitingLine } from './unready.ts'

/** How a run is shown while it goes on. */
export interface Progress {
  emit(event: Event): void
  /** The run ended: a live view is taken away, and what waits to be shown is shown. */
  close(): void
}

type Waiting = Extract<Event, { type: 'progress' }>
type Ready = Extract<Event, { type: 'ready' }>

/** What comes within this time, in milliseconds, is told together. */
const burst = 100

/** So many workloads have a line each when they are ready; more of them share lines. */
const maxAlone = 5

/**
 * Of several workloads, those that nothing keeps from getting ready are told once, together, and of many also what gets ready at a time. What
 * stands in the way of one, and each state of one that is waited for alone, has a line of its own, said once: a cause that comes and
 * goes doesn't fill a log.
 */
export function plainProgress(pen: Pen): Progress {
  const said = new Set<string>()
  const known = new Set<string>()
  const ready = new Set<string>()
  /** Those that are waited for since none was. */
  const together = new Set<string>()
  let waiting: Waiting[] = []
  let done: Ready[] = []
  let timer: NodeJS.Timeout | undefined
  const tellWaiting = (events: readonly Waiting[]) => {
    const last = new Map(events.map((event) => [keyOf(event.ref), event]))
    const fresh = [...last.values()].filter(({ ref }) => !known.has(keyOf(ref)))
    if (fresh.length > 0 && known.size === ready.size) together.clear()
    for (const { ref } of fresh) for (const keys of [known, together]) keys.add(keyOf(ref))
    const quiet = fresh.filter(isQuiet)
    if (quiet.length > 1) pen.safeLine(`${pen.colour.yellow('waiting')}  ${nameAll(quiet, pen)}`)
    const isAlone = together.size === 1
    const alone = events.filter((event) => isAlone || !isQuiet(event) || (quiet.length === 1 && event === quiet[0]))
    for (const event of alone) {
      const line = waitingLine(event, pen)
      if (!said.has(line)) pen.safeLine(line)
      said.add(line)
    }
  }
  const tellReady = (events: readonly Ready[]) => {
    for (const { ref } of events) {
      ready.add(keyOf(ref))
      known.add(keyOf(ref))
    }
    if (events.length === 1 || Math.max(together.size, events.length) <= maxAlone)
      for (const event of events) pen.safeLine(readyLine(event, pen))
    else if (events.length > 0)
      pen.safeLine(`${pen.colour.green('ready')}    ${nameAll(events, pen)} (${ready.size} of ${known.size})`)
  }
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const [pending, ended] = [waiting, done]
    waiting = []
    done = []
    tellWaiting(pending)
    tellReady(ended)
  }
  const later = () => {
    timer ??= setTimeout(flush, burst)
  }
  return {
    emit(event) {
      if (event.type === 'progress') {
        waiting.push(event)
        later()
      } else if (event.type === 'ready') {
        done.push(event)
        later()
      } else {
        flush()
        // A new plan waits again.
        if (event.type === 'planned') for (const memory of [said, known, ready, together]) memory.clear()
        showEvent(event, pen)
      }
    },
    close: flush,
  }
}

/** Nothing of it has to be seen. */
function isQuiet({ causes = [], isOptional = false }: Waiting): boolean {
  return causes.length === 0 && !isOptional
}

/** `12 workloads: Deployment shop/api, web; StatefulSet shop/db`. */
function nameAll(events: readonly { readonly ref: ObjectRef }[], pen: Pen): string {
  return `${events.length} workloads: ${groupedNames(
    events.map(({ ref }) => ref),
    pen.redact,
  )}`
}
