import type { SetRelease } from '../../order/release.ts'
import { JsonEvents, writeJsonLine } from '../../output/json/json-events.ts'
import { jsonError, jsonFailure } from '../../output/json/json-parts.ts'
import type { EndedRelease } from '../../output/sets/ended-release.ts'
import { jsonEnded, jsonRelease, jsonSetEvent } from '../../output/sets/json.ts'
import type { Pen } from '../../output/terminal/screen.ts'
import type { SetEvent } from '../../sets/told/events.ts'
import type { World } from '../../workflow/run/world.ts'
import { RunTelling } from './run-telling.ts'

/** How a set ended, for machines. */
interface SetEnd {
  readonly exitCode: number
  readonly elapsed: number
  readonly releases: readonly EndedRelease[]
}

/** What machines and reports are told of a set: its own events, and a telling for each release. */
export class SetTelling {
  readonly #command: string
  readonly #pens: readonly Pen[]
  readonly #world: World
  readonly #each = new Map<string, RunTelling>()

  /** `pens`: where events go as JSON. */
  constructor(command: string, pens: readonly Pen[], world: World) {
    this.#command = command
    this.#pens = pens
    this.#world = world
  }

  /** Of one release. */
  of({ label }: SetRelease): RunTelling {
    const known = this.#each.get(label)
    if (known !== undefined) return known
    const events = this.#pens.map((pen) => new JsonEvents(pen, this.#redact, this.#world.wallClock, label))
    const made = new RunTelling(this.#command, events, this.#world)
    this.#each.set(label, made)
    return made
  }

  emit(event: Exclude<SetEvent, { type: 'release-ended' }>): void {
    if (event.type === 'release') this.of(event.release).emit(event.event)
    else this.#line(event.type, jsonSetEvent(event, this.#command), 'release' in event ? event.release : undefined)
  }

  ended(ended: EndedRelease): void {
    this.#line('release-ended', jsonEnded(ended, this.#command, false), ended.release)
  }

  /** An error that is of no release. */
  error(error: unknown, nothingWritten: boolean): void {
    const known = jsonError(error, this.#world.interrupted.aborted)
    this.#line('error', { ...known, nothingWritten: nothingWritten || undefined })
  }

  end({ exitCode, elapsed, releases }: SetEnd): void {
    this.#line('result', {
      command: this.#command,
      run: this.#world.run,
      exitCode,
      elapsed,
      failures: releases.flatMap(({ facts }) => facts?.failures ?? []).map(jsonFailure),
      releases: releases.map((ended) => ({ ...jsonRelease(ended.release), ...jsonEnded(ended, this.#command, true) })),
    })
  }

  #line(type: string, body: object, release?: SetRelease): void {
    for (const pen of this.#pens)
      writeJsonLine({ type, release: release?.label, body }, this.#world.wallClock(), this.#redact, pen)
  }

  readonly #redact = (text: string): string => this.#world.masking.redact(text)
}
