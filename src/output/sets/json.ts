import type { SetRelease } from '../../order/release.ts'
import type { SetEvent } from '../../sets/told/events.ts'
import { jsonEnding } from '../json/json-events.ts'
import { jsonError } from '../json/json-parts.ts'
import type { EndedRelease } from './ended-release.ts'

/** What is told of a set as a whole: its own events. What is told of a release is in its own, and its end in jsonEnded. */
export function jsonSetEvent(event: Exclude<SetEvent, { type: 'release' | 'release-ended' }>, command: string): object {
  switch (event.type) {
    case 'set':
      return { command, run: event.run, releases: event.releases.map(jsonRelease) }
    case 'release-begun':
      return { action: event.action }
    case 'step':
      return { step: event.number, of: event.of, releases: event.releases.map(({ label }) => label) }
    case 'bake':
      return { step: event.step, releases: event.releases.map(({ label }) => label), duration: event.duration }
    case 'baked':
    case 'step-command-ended':
      return { step: event.step, elapsed: event.elapsed }
    case 'step-command':
      return { step: event.step, argv: event.argv }
    case 'step-output':
      return { step: event.step, line: event.line }
    case 'notice':
    case 'warning':
      return { message: event.message }
  }
}

export function jsonRelease({ label, profile, cluster }: SetRelease) {
  return { label, profile, cluster }
}

/** How a release of a set ended. `withError`: where no event told it. */
export function jsonEnded(ended: EndedRelease, command: string, withError: boolean): object {
  const { action, state, exitCode, reason, revision, elapsed, facts, error, interrupted } = ended
  return {
    ...{ action, state, reason },
    ...jsonEnding({ failures: [], ...facts, command, exitCode, elapsed }),
    restoredAs: revision,
    error: error !== undefined && withError ? jsonError(error, interrupted) : undefined,
  }
}
