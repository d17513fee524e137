import { isMap } from '../json-map.ts'
import { fieldAt, textAt, textsAt } from '../manifest/fields.ts'
import { recentWarnings } from './causes/object-events.ts'
import { addressOf } from './rules/address.ts'
import type { Kind } from './rules/kind.ts'
import { progressing, ready } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'

/** Ready at once; a LoadBalancer when it has an address, of its load balancer or in externalIPs, as for helm. */
export const service: Kind = {
  group: '',
  kind: 'Service',
  children: ['Event'],
  progressLimit: 5 * minute,
  podSelector(object) {
    const selector = fieldAt(object, 'spec', 'selector')
    if (!isMap(selector) || Object.keys(selector).length === 0) return undefined
    return textAt(object, 'spec', 'type') === 'ExternalName' ? undefined : selector
  },
  assess(object, { events }) {
    if (textAt(object, 'spec', 'type') !== 'LoadBalancer') return ready('ready')
    const address = addressOf(object) ?? textsAt(object, 'spec', 'externalIPs')[0]
    if (address !== undefined) return ready(`reachable at ${address}`)
    return progressing("waiting for its load balancer's address", recentWarnings(events, object))
  },
}
