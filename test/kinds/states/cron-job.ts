import type { JsonObject } from '../../../src/manifest/types.ts'
import { ago, MADE } from '../../support/kinds/objects.ts'
import { live, type State } from './state.ts'

const cronJob = (spec: JsonObject = {}, status?: JsonObject) =>
  live('batch/v1', 'CronJob', { spec: { schedule: '0 3 * * *', ...spec }, ...(status === undefined ? {} : { status }) })

export const states: readonly State[] = [
  {
    name: 'without any status',
    source: 'kstatus',
    object: cronJob(),
    state: 'ready',
    message: 'runs at "0 3 * * *"',
  },
  { name: 'never run', source: 'argocd health', object: cronJob({}, {}), state: 'ready' },
  {
    name: 'its first Job runs',
    source: 'argocd health',
    object: cronJob({}, { active: [{ kind: 'Job', name: 'web-1' }], lastScheduleTime: MADE }),
    state: 'ready',
  },
  {
    name: 'suspended',
    source: 'argocd health',
    object: cronJob({ suspend: true }),
    state: 'ready',
    message: 'suspended',
  },
  {
    name: 'its last Job succeeded',
    source: 'argocd health',
    object: cronJob({}, { lastScheduleTime: MADE, lastSuccessfulTime: ago(30) }),
    state: 'ready',
  },
  {
    name: 'its last Job failed',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd: Degraded)',
    object: cronJob({}, { lastScheduleTime: MADE, lastSuccessfulTime: ago(90_000) }),
    state: 'ready',
  },
  {
    name: 'is being deleted',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (kstatus: Terminating)',
    object: live('batch/v1', 'CronJob', { metadata: { deletionTimestamp: ago(1), finalizers: ['example.com/hold'] } }),
    state: 'failed',
    cause: { reason: 'Terminating', message: 'someone deleted it; held by finalizers: example.com/hold' },
  },
]
