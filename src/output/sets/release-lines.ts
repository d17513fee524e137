import type { SetRelease } from '../../order/release.ts'
import type { Event } from '../../workflow/run/events.ts'
import { describeCounts } from '../progress/lines.ts'
import type { Progress } from '../progress/plain-progress.ts'
import type { Pen } from '../terminal/screen.ts'
import type { Places } from './places.ts'
import type { SaidOnce } from './said-once.ts'

/** What the releases of a set have in common when they tell something. */
export interface Shared {
  readonly places: Places
  readonly warnings: SaidOnce
  /** Where what is told of the set as a whole goes. */
  readonly pen: Pen
}

type Planned = Extract<Event, { type: 'planned' }>

/**
 * The lines of one release: nothing is told of it as long as nothing is to be done, what others told already isn't told again, and a
 * plan that is made again only where it is another one.
 */
export class ReleaseLines {
  readonly #release: SetRelease
  readonly #progress: Progress
  readonly #shared: Shared
  readonly #pen: Pen
  #held: Event[] = []
  #plan = ''
  #namespace = ''
  #hasSpoken = false

  constructor(release: SetRelease, pen: Pen, progress: Progress, shared: Shared) {
    this.#release = release
    this.#pen = pen
    this.#progress = progress
    this.#shared = shared
  }

  emit(event: Event): void {
    switch (event.type) {
      case 'start':
        this.#namespace = event.namespace
        this.#shared.places.tell(event, this.#release, this.#shared.pen)
        break
      case 'planned':
        this.#planned(event)
        break
      case 'warning': {
        const key = JSON.stringify([alike(event.message, this.#release), event.place])
        if (this.#shared.warnings.before(key, this.#release.label, event.message) === undefined) this.#tell(event)
        break
      }
      case 'ready':
        if (this.#hasSpoken) this.#tell(event)
        else this.#held.push(event)
        break
      default:
        this.#tell(event)
    }
  }

  /** Whether anything was told of it. */
  get hasSpoken(): boolean {
    return this.#hasSpoken
  }

  close(): void {
    this.#held = []
    this.#progress.close()
  }

  #planned(event: Planned): void {
    const plan = describeCounts(event)
    if (plan === this.#plan) return
    this.#plan = plan
    if (!changesNothing(event)) {
      this.#hasSpoken = true
      this.#pen.safeLine(`plan: ${plan} in namespace ${this.#namespace}`)
    }
  }

  #tell(event: Event): void {
    this.#hasSpoken = true
    for (const held of this.#held.splice(0)) this.#progress.emit(held)
    this.#progress.emit(event)
  }
}

/** A message without what names its release: objects are often called after it. */
function alike(message: string, { profile, cluster = '' }: SetRelease): string {
  const names = [profile, profile.replace(/^[^_]*_/, ''), cluster].filter((name) => name !== '')
  return names.reduce((text, name) => text.replaceAll(name, '*'), message)
}

function changesNothing(plan: Planned): boolean {
  const { create, change, adopt, transfer, recreate, delete: deleted, orphan, hooks = 0, refused = 0 } = plan
  return create + change + adopt + transfer + recreate + deleted + orphan + hooks + refused === 0
}
