import { KdeployError } from '../../../src/errors.ts'
import { setRelease } from '../../../src/order/release.ts'
import type { EndedRelease } from '../../../src/output/sets/ended-release.ts'
import type { RunningEvent, SetProgress } from '../../../src/output/sets/set-progress.ts'
import type { Pen } from '../../../src/output/terminal/screen.ts'
import type { SetAction } from '../../../src/sets/told/events.ts'
import type { Event } from '../../../src/workflow/run/events.ts'
import { failure, refOf } from './run-record.ts'

/** A release by its label, `prod_api` or `prod_api@eu`. */
export function releaseOf(label: string) {
  const [profile = '', cluster] = label.split('@')
  return setRelease(profile, cluster)
}

export const setOf = (...labels: string[]): RunningEvent => ({
  ...{ type: 'set', run: '20261130T035812-9f3c', releases: labels.map(releaseOf) },
})

export const begun = (label: string, action: SetAction = 'deploy'): RunningEvent => ({
  ...{ type: 'release-begun', release: releaseOf(label), action },
})

export const told = (label: string, event: Event): RunningEvent => ({
  ...{ type: 'release', release: releaseOf(label), event },
})

export const startOf = (kubeContext = 'prod-eu'): Event => ({
  ...{ type: 'start', release: undefined, namespace: 'shop', kubeContext, server: `https://${kubeContext}:6443` },
})

export const plannedOf = (create: number, change: number, unchanged = 0): Event => ({
  ...{ type: 'planned', create, change, adopt: 0, transfer: 0, recreate: 0, delete: 0, orphan: 0, unchanged },
})

export const writtenOf = (name: string): Event => ({ type: 'written', ref: refOf(name), action: 'change' })

export const waitingOf = (name: string, causes: Extract<Event, { type: 'progress' }>['causes'] = []): Event => ({
  ...{ type: 'progress', ref: refOf(name), message: 'waiting for 1 of 2 replicas to become available' },
  ...{ counts: { updated: 2, ready: 1, total: 2 }, causes },
})

export const readyOf = (name: string): Event => ({ type: 'ready', ref: refOf(name), message: '2 replicas ready' })

export const failedOf = (name: string): Event => ({ type: 'failed', report: { ...failure, ref: refOf(name) } })

/** The end of a release that changed an object, unless something else is said of it. */
export function endOf(label: string, more: Partial<EndedRelease> = {}): EndedRelease {
  const facts = { failures: [], revision: 3, created: 0, changed: 1 }
  return {
    ...{ release: releaseOf(label), action: 'deploy', state: 'done', exitCode: 0, reason: undefined, elapsed: 12_300 },
    ...{ facts, interrupted: false },
    ...more,
  }
}

export const unchangedEnd = (label: string): EndedRelease =>
  endOf(label, { state: 'unchanged', facts: { failures: [], unchanged: 3 }, elapsed: 100 })

export const failedEnd = (label: string, name = 'api'): EndedRelease =>
  endOf(label, {
    ...{ state: 'failed', exitCode: 5 },
    facts: { failures: [{ ...failure, ref: refOf(name) }], revision: 4, created: 0, changed: 1 },
  })

export const errorEnd = (label: string, message = 'the variable greeting is undefined'): EndedRelease =>
  endOf(label, {
    ...{ state: 'failed', exitCode: 2, facts: undefined, elapsed: 50 },
    error: new KdeployError({ code: 'template-undefined', category: 'input', message }),
  })

/** An event, the end of a release, or a time to let go by, in milliseconds. */
export type Step = RunningEvent | EndedRelease | number

/** Tells a view of a set all of these; `wait` lets time go by. */
export function tell(progress: SetProgress, steps: readonly Step[], wait: (milliseconds: number) => void): void {
  for (const step of steps) {
    if (typeof step === 'number') wait(step)
    else if ('type' in step) progress.emit(step)
    else progress.ended(step, (pen) => showAnEnd(step, pen))
  }
}

/** Of several lines, as an error with what the run did is. */
function showAnEnd({ state, error }: EndedRelease, pen: Pen): void {
  if (!(error instanceof Error)) pen.safeLine(`${state}: revision 3`)
  else {
    pen.safeLine(`error: ${pen.redact(error.message)}`)
    pen.safeLine('nothing was written')
  }
}
