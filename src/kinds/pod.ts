import { conditionOf, textAt } from '../manifest/fields.ts'
import { podCauses } from './causes/pod-causes.ts'
import type { Kind } from './rules/kind.ts'
import { failed, progressing, ready } from './rules/outcome.ts'

/** Ready when its Ready condition is true or it succeeded. */
export const pod: Kind = {
  group: '',
  kind: 'Pod',
  children: ['Event'],
  keepsRunning: true,
  deletionWaitsFor: 'its containers are still stopping',
  assess(object, { events }, now) {
    const phase = textAt(object, 'status', 'phase')
    if (phase === 'Succeeded') return ready('succeeded')
    if (conditionOf(object, 'Ready')?.status === 'True') return ready('ready')
    const causes = podCauses(object, events, now)
    if (phase === 'Failed') return failed(textAt(object, 'status', 'message') || 'its phase is Failed', causes)
    if (causes.some(({ final }) => final)) return failed("can't become ready", causes)
    return progressing(
      phase === 'Running' ? 'waiting for its containers to become ready' : 'waiting for its containers to start',
      causes,
    )
  },
}
