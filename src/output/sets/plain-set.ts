import { KdeployError } from '../../errors.ts'
import { shownLine } from '../../masking/shown.ts'
import type { SetRelease } from '../../order/release.ts'
import type { Event } from '../../workflow/run/events.ts'
import { plainProgress } from '../progress/plain-progress.ts'
import { quietProgress } from '../progress/quiet-progress.ts'
import type { Pen } from '../terminal/screen.ts'
import { type EndedRelease, sameness } from './ended-release.ts'
import { Labels } from './labels.ts'
import { Places } from './places.ts'
import { ReleaseLines, type Shared } from './release-lines.ts'
import { SaidOnce } from './said-once.ts'
import type { SetProgress } from './set-progress.ts'
import { Unchanged } from './unchanged.ts'
import { showWhole } from './whole-lines.ts'

/** How much is told of each release: all; failures, warnings and what long waits are for; or what no live view shows besides. */
export type Detail = 'plain' | 'quiet' | 'live'

/** What isn't told of a release. */
const untold: Readonly<Record<Detail, ReadonlySet<Event['type']>>> = {
  plain: new Set(),
  quiet: new Set<Event['type']>(['planned', 'impact', 'frozen', 'thawed']),
  live: new Set<Event['type']>(['planned', 'reminder']),
}

/** Lines with the release in front, `[prod_bus] ready …`; those in which there is nothing to do share a line. */
export function linedSetProgress(pen: Pen, command: string, detail: Detail): SetProgress {
  const quiet = detail === 'quiet'
  const labels = new Labels(pen)
  const each = new Map<string, ReleaseLines>()
  const shared: Shared = { places: new Places(), warnings: new SaidOnce(), pen }
  const errors = new SaidOnce()
  const unchanged = new Unchanged(pen)
  const linesOf = (release: SetRelease) => {
    const known = each.get(release.label)
    if (known !== undefined) return known
    const own = labels.of(release)
    const made = new ReleaseLines(release, own, detail === 'plain' ? plainProgress(own) : quietProgress(own), shared)
    each.set(release.label, made)
    return made
  }
  return {
    emit(event) {
      switch (event.type) {
        case 'release-begun':
          break
        case 'release':
          if (event.event.type !== 'begun' && !untold[detail].has(event.event.type))
            linesOf(event.release).emit(event.event)
          break
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
      const lines = linesOf(release)
      if (endsUntold(ended)) return
      lines.close()
      // What is watched later is waited for again.
      each.delete(release.label)
      if (ended.state === 'unchanged' && !lines.hasSpoken) {
        if (!quiet) unchanged.add(release)
      } else if (!quiet || ended.state !== 'unchanged') showEnd(ended, show, labels.of(release), errors)
    },
    close() {
      for (const lines of each.values()) lines.close()
      unchanged.flush()
      showRepeated(shared.warnings, pen)
    },
  }
}

/** A plan that was made is told as such. */
export function endsUntold({ action, state }: EndedRelease): boolean {
  return action === 'plan' && (state === 'done' || state === 'unchanged')
}

/** The end of a release in full; of an error that another one had, that alone. */
export function showEnd(ended: EndedRelease, show: (pen: Pen) => void, pen: Pen, errors: SaidOnce): void {
  const key = sameness(ended)
  const { error, release } = ended
  const message = error instanceof KdeployError ? error.message : ''
  const first = key === undefined ? undefined : errors.before(key, release.label, message)
  if (first === undefined || first === release.label) show(pen)
  else pen.safeLine(`${pen.colour.red('error:')} the same as of ${first}: ${shownLine(message, pen.redact)}`)
}

/** Warnings that more than one release had, with the others. */
export function showRepeated(warnings: SaidOnce, pen: Pen): void {
  for (const { text, others } of warnings.repeated())
    pen.safeLine(`${pen.colour.yellow('warning:')} alike of ${others}: ${shownLine(text, pen.redact)}`)
}
