import { formatElapsed } from '../../duration.ts'
import type { SetRelease } from '../../order/release.ts'
import type { Event } from '../../workflow/run/events.ts'
import { HookLogs } from '../progress/hook-logs.ts'
import { showEvent } from '../progress/lines.ts'
import { type Progress, plainProgress } from '../progress/plain-progress.ts'
import type { Pen } from '../terminal/screen.ts'
import { type BufferedPen, bufferedPen } from './buffered-pen.ts'
import { describeEnd, type EndedRelease } from './ended-release.ts'
import { Labels } from './labels.ts'
import { Places } from './places.ts'
import { endsUntold, showEnd, showRepeated } from './plain-set.ts'
import { ReleaseLines, type Shared } from './release-lines.ts'
import { RunningRelease } from './running-release.ts'
import { SaidOnce } from './said-once.ts'
import type { SetProgress } from './set-progress.ts'
import { Unchanged } from './unchanged.ts'
import { showWhole } from './whole-lines.ts'

/** What is still worked on is told as often, in milliseconds. */
const often = 30_000

/** What goes on in a release, and is in its fold. */
const folded: ReadonlySet<Event['type']> = new Set<Event['type']>([
  ...(['difference', 'written', 'moved', 'deleting', 'deleted', 'orphaned', 'hook', 'log'] as const),
  ...(['progress', 'ready', 'reminder', 'unready'] as const),
])

/** A release whose lines wait until they are told in one fold. */
interface Folding {
  readonly lines: ReleaseLines
  readonly buffer: BufferedPen
}

/**
 * Lines for a CI's log: a fold for each release, written when it ends, as folds can't interleave; its title says how it ended. Plans,
 * warnings and failures stand outside, with the release in front, as they come; and every half a minute what is still worked on.
 */
export function foldedSetProgress(pen: Pen, command: string, now: () => number): SetProgress {
  const labels = new Labels(pen)
  const shared: Shared = { places: new Places(), warnings: new SaidOnce(), pen }
  const errors = new SaidOnce()
  const unchanged = new Unchanged(pen)
  const each = new Map<string, Folding>()
  const running = new Map<string, { readonly release: RunningRelease; readonly since: number }>()
  const foldingOf = (release: SetRelease): Folding => {
    const known = each.get(release.label)
    if (known !== undefined) return known
    const buffer = bufferedPen(pen)
    const progress = partedProgress(labels.of(release), buffer.pen)
    const made = { lines: new ReleaseLines(release, labels.of(release), progress, shared), buffer }
    each.set(release.label, made)
    return made
  }
  const tellRunning = () => {
    const told = [...running].map(([label, { release, since }]) => {
      return `${label} (${release.describe()}, ${formatElapsed(now() - since)})`
    })
    if (told.length > 0) pen.safeLine(`still on: ${told.join('; ')}`)
  }
  const clock = setInterval(tellRunning, often)
  clock.unref()
  return {
    emit(event) {
      switch (event.type) {
        case 'release-begun': {
          const { release, action } = event
          running.set(release.label, { release: new RunningRelease(release, action, now()), since: now() })
          break
        }
        case 'release': {
          const { release, event: told } = event
          if (told.type === 'begun') break
          running.get(release.label)?.release.emit(told, now(), pen.redact)
          foldingOf(release).lines.emit(told)
          break
        }
        case 'set':
          labels.align(event.releases)
          showWhole(event, command, pen)
          break
        default:
          showWhole(event, command, pen)
      }
    },
    ended(ended, show) {
      const { release } = ended
      const { lines, buffer } = foldingOf(release)
      running.delete(release.label)
      if (endsUntold(ended)) return
      lines.close()
      each.delete(release.label)
      if (ended.state === 'unchanged' && !lines.hasSpoken) {
        unchanged.add(release)
        return
      }
      unchanged.flush()
      const isFine = ended.state === 'done' || ended.state === 'unchanged'
      if (isFine && buffer.isEmpty()) show(labels.of(release))
      else writeFold(ended, buffer, isFine ? show : undefined, pen)
      if (!isFine) showEnd(ended, show, labels.of(release), errors)
    },
    close() {
      clearInterval(clock)
      for (const [label, { lines, buffer }] of each) {
        lines.close()
        if (!buffer.isEmpty()) writeFold(label, buffer, undefined, pen)
      }
      unchanged.flush()
      showRepeated(shared.warnings, pen)
    },
  }
}

/** `what`: how it ended; or its label, where that isn't known. */
function writeFold(
  what: EndedRelease | string,
  buffer: BufferedPen,
  show: ((pen: Pen) => void) | undefined,
  pen: Pen,
): void {
  if (buffer.isEmpty()) return
  const label = typeof what === 'string' ? what : what.release.label
  pen.fold({ key: label, title: typeof what === 'string' ? label : `${label}: ${describeEnd(what)}` })
  buffer.writeTo(pen)
  show?.(pen)
  pen.fold(undefined)
}

/** What is in the fold goes to one pen, the rest to the other one as it comes; a hook that failed has the end of its log there. */
function partedProgress(outside: Pen, inside: Pen): Progress {
  const logs = new HookLogs()
  const plain = plainProgress(inside)
  return {
    emit(event) {
      if (event.type === 'log') logs.keep(event)
      if (folded.has(event.type)) {
        plain.emit(event)
        return
      }
      if (event.type === 'failed') for (const line of logs.of(event.report.ref)) showEvent(line, outside)
      showEvent(event, outside)
    },
    close: () => plain.close(),
  }
}
