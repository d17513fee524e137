import { keyOf } from '../../manifest/identity.ts'
import { ownWords, shownLine } from '../../masking/shown.ts'
import type { SetRelease } from '../../order/release.ts'
import type { SetAction } from '../../sets/told/events.ts'
import type { Event, Unready } from '../../workflow/run/events.ts'
import { waitingFor } from '../progress/live-progress.ts'
import type { TableRow } from '../progress/rollout.ts'
import { objectName } from '../terminal/object-name.ts'
import type { RunningRow } from './draw-set.ts'

/** What a release is doing before it tells more. */
const beginnings: Readonly<Record<SetAction, string>> = {
  plan: 'planning',
  deploy: 'planning',
  undo: 'planning the undo',
  delete: 'planning',
  diff: 'comparing',
  check: 'checking',
  freeze: 'freezing',
  thaw: 'thawing',
}

/** A release that is worked on, as a live view shows it. */
export class RunningRelease {
  readonly #release: SetRelease
  readonly #since: number
  readonly #workloads = new Map<string, TableRow>()
  readonly #awaited = new Set<string>()
  readonly #failed = new Set<string>()
  #phase: string
  /** Its deploy failed, and is taken back. */
  #isRestoring = false
  #toWrite = 0
  #written = 0

  /** `now`: by a monotonic clock, in milliseconds. */
  constructor(release: SetRelease, action: SetAction, now: number) {
    this.#release = release
    this.#since = now
    this.#phase = beginnings[action]
  }

  /** What it does, in a few words, masked. */
  describe(): string {
    const { waitingFor: what } = this.rows().row
    return this.#workloads.size === 0 || this.hasFailed ? what : `waiting for ${what}`
  }

  /** `now` as above; `redact` masks known sensitive values. */
  emit(event: Event, now: number, redact: (text: string) => string): void {
    switch (event.type) {
      case 'planned':
        if (this.#failed.size > 0) this.#restore()
        this.#toWrite = event.create + event.change + event.adopt + event.transfer + event.recreate
        this.#phase = 'planned'
        break
      case 'written':
        this.#written += 1
        this.#phase = `writing ${Math.max(this.#written, 1)} of ${Math.max(this.#written, this.#toWrite)}`
        break
      case 'hook':
        this.#phase = `hook ${objectName(event.ref, redact)}`
        break
      case 'deleting':
      case 'deleted':
      case 'orphaned':
        this.#phase = 'deleting'
        break
      case 'progress':
        this.#enter({ ...event, causes: event.causes ?? [] }, event.counts, now, redact)
        break
      case 'unready':
        for (const object of event.objects) this.#enter(object, undefined, now, redact)
        break
      case 'ready':
        this.#leave(keyOf(event.ref))
        break
      case 'failed':
        this.#leave(keyOf(event.report.ref))
        this.#failed.add(keyOf(event.report.ref))
        this.#phase = `failed: ${objectName({ ...event.report.ref, namespace: undefined }, redact)}`
        break
      case 'error':
        this.#phase = 'planning'
        this.#restore()
        break
      default:
    }
  }

  /** Whether its deploy failed, whatever is still done to it. */
  get hasFailed(): boolean {
    return this.#isRestoring || this.#failed.size > 0
  }

  rows(): RunningRow {
    // What the others waited for when one failed is told above.
    const workloads = this.#failed.size > 0 ? [] : [...this.#workloads.values()]
    const [only, ...others] = workloads
    const isAlone = only !== undefined && others.length === 0
    const total = this.#awaited.size
    const before = this.#isRestoring ? 'restoring: ' : ''
    const waiting = ownWords(`${before}${workloads.length === 0 ? this.#phase : `${workloads.length} workloads`}`)
    return {
      row: {
        name: ownWords(this.#release.label),
        waitingFor: isAlone ? shownLine(`${before}${only.name}: ${only.waitingFor}`, (text) => text) : waiting,
        hasProblem: this.hasFailed || workloads.some(({ hasProblem }) => hasProblem),
        counts:
          total === 0 ? undefined : { updated: 0, ready: total - this.#workloads.size - this.#failed.size, total },
        since: this.#since,
      },
      workloads: isAlone ? [] : workloads.map((row) => ({ ...row, name: ownWords(`  ${row.name}`) })),
    }
  }

  #restore(): void {
    this.#isRestoring = true
    this.#written = 0
    for (const known of [this.#workloads, this.#awaited, this.#failed]) known.clear()
  }

  #enter(told: Unready, counts: TableRow['counts'], now: number, redact: (text: string) => string): void {
    const key = keyOf(told.ref)
    const known = this.#workloads.get(key)
    this.#awaited.add(key)
    this.#phase = 'waiting'
    this.#workloads.set(key, {
      name: objectName({ ...told.ref, namespace: undefined }, redact),
      waitingFor: shownLine(waitingFor(told), redact),
      hasProblem: told.causes.length > 0,
      counts: counts ?? known?.counts,
      since: known?.since ?? now,
    })
  }

  #leave(key: string): void {
    this.#awaited.add(key)
    this.#workloads.delete(key)
    if (this.#workloads.size === 0) this.#phase = 'finishing'
  }
}
