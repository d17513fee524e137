import { eventsOf } from '../../../src/kinds/causes/object-events.ts'
import type { Kind } from '../../../src/kinds/rules/kind.ts'
import { progressing, ready } from '../../../src/kinds/rules/outcome.ts'
import { minute } from '../../../src/kinds/rules/progress-limit.ts'
import { numberAt, textAt } from '../../../src/manifest/fields.ts'

/** A kind that somebody adds: all of it, but for its line in the registry. */
export const kafkaTopic: Kind = {
  group: 'kafka.example.com',
  kind: 'KafkaTopic',
  children: ['Event'],
  keepsRunning: true,
  progressLimit: 2 * minute,
  deletionWaitsFor: 'its consumers still read',
  assess(object, { events }) {
    if (textAt(object, 'status', 'topicId') !== '') return ready('has its partitions')
    const causes = eventsOf(events, object).map(({ reason, message }) => ({ reason, message, final: false }))
    return progressing('waiting for its partitions', causes)
  },
  ownDeadline: (object) => numberAt(object, 'spec', 'creationSeconds'),
}
