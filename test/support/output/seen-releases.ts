import type { KdeployError } from '../../../src/errors.ts'
import type { ReleaseEnd, SetResult } from '../../../src/sets/told/results.ts'
import type { ListedRevision, ObjectStatus, ReleaseStatus } from '../../../src/workflow/run/results.ts'
import { refOf } from './run-record.ts'
import { releaseOf } from './set-events.ts'

export const now = Date.parse('2026-11-21T05:10:00Z')

/** A revision of five minutes ago, unless something else is said of it. */
export function revisionOf(number: number, more: Partial<ListedRevision> = {}): ListedRevision {
  return {
    ...{ number, status: 'succeeded', createdAt: '2026-11-21T05:05:00Z', finishedAt: '2026-11-21T05:05:10Z' },
    ...{ by: 'ann@desk', command: 'apply', restores: undefined, reason: undefined, untrusted: undefined, images: [] },
    ...{ writes: undefined, changes: undefined },
    ...more,
  }
}

/** A Deployment whose two pods are ready, unless something else is said of it. */
export function objectOf(name: string, more: Partial<ObjectStatus> = {}): ObjectStatus {
  return {
    ...{ ref: refOf(name), template: 'web.yaml', state: 'ready', isAwaited: true, message: '2 replicas ready' },
    ...{ counts: { updated: 2, ready: 2, total: 2 }, causes: [], stale: [], isUnwritten: false, drift: [] },
    ...{ claimedBy: undefined, driftUnknown: undefined },
    ...more,
  }
}

/** A release that is well, unless something else is said of it. */
export function statusOf(label: string, more: Partial<ReleaseStatus> = {}): ReleaseStatus {
  const revision = more.revision ?? revisionOf(3)
  return {
    ...placeOf(label),
    ...{ revision, running: revision, lock: null, isExtentUnknown: false, unreadable: [], terminating: [] },
    objects: [objectOf('web')],
    ...more,
  }
}

export function placeOf(label: string) {
  const { profile } = releaseOf(label)
  return { release: `shop/${profile}/ns`, namespace: 'ns', kubeContext: 'prod-eu', server: 'https://eu:6443' }
}

export function answered<Result>(label: string, result: Result): ReleaseEnd<Result> {
  return { release: releaseOf(label), state: 'done', result, elapsed: 100 }
}

export function unanswered(label: string, error: KdeployError): ReleaseEnd<never> {
  return { release: releaseOf(label), state: 'failed', error, elapsed: 100 }
}

export function setOfEnds<Result>(...ends: ReleaseEnd<Result>[]): SetResult<Result> {
  return { run: '20261130T035812-9f3c', ends }
}
