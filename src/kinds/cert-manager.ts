import { conditionOf } from '../manifest/fields.ts'
import { recentWarnings } from './causes/object-events.ts'
import { conditionCause, distinctCauses } from './rules/condition-cause.ts'
import type { Kind } from './rules/kind.ts'
import { failed, progressing, ready, unseen } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'

const group = 'cert-manager.io'

/** Reasons after which cert-manager doesn't try again before an issuer's spec has changed. */
const invalidReasons = new Set(['InvalidConfig', 'InvalidURL', 'InvalidSolver'])

/**
 * Ready when the Secret holds a certificate as the spec wants it, and none is being issued (cert-manager.io, "Certificate
 * resource"). Failed when its request failed: cert-manager tries again after an hour.
 */
const certificate: Kind = {
  group,
  kind: 'Certificate',
  children: ['Event'],
  assess(object, { events }) {
    const [isReady, issuing] = ['Ready', 'Issuing'].map((type) => conditionOf(object, type))
    const isNow = isReady?.status === 'True'
    if (isNow && issuing?.status !== 'True') return ready('issued')
    if (issuing?.status === 'True')
      return progressing('is being issued', [conditionCause(issuing, 'the request is not answered yet')])
    if (issuing?.status === 'False' && issuing.reason !== 'Issued') {
      const cause = conditionCause(issuing, 'its request failed', true)
      return failed('its request failed, and is repeated only after an hour', [cause])
    }
    if (isReady === undefined || isReady.status === 'Unknown') return unseen()
    const cause = conditionCause(isReady, 'not issued yet')
    return progressing(cause.message, distinctCauses([cause, ...recentWarnings(events, object)]))
  },
}

/** Ready by the condition of that name; failed only where cert-manager gives up until the spec changes. */
function issuer(kind: string, children: Kind['children']): Kind {
  return {
    group,
    kind,
    children,
    progressLimit: 5 * minute,
    assess(object, { events }) {
      const isReady = conditionOf(object, 'Ready')
      if (isReady === undefined || isReady.status === 'Unknown') return unseen()
      if (isReady.status === 'True') return ready('ready')
      const final = invalidReasons.has(isReady.reason)
      const cause = conditionCause(isReady, 'not ready yet', final)
      const causes = distinctCauses([cause, ...recentWarnings(events, object)])
      return final ? failed('its spec is invalid', causes) : progressing(cause.message, causes)
    },
  }
}

export const certManagerKinds: readonly Kind[] = [certificate, issuer('Issuer', ['Event']), issuer('ClusterIssuer', [])]
