import type { JsonObject } from '../../../src/manifest/types.ts'
import { ago } from '../../support/kinds/objects.ts'
import { condition, live, type State } from './state.ts'

const apiService = (conditions?: readonly JsonObject[], metadata: JsonObject = {}) =>
  live('apiregistration.k8s.io/v1', 'APIService', {
    metadata: { namespace: '', ...metadata },
    spec: { group: 'metrics.example.com', version: 'v1', service: { name: 'metrics', namespace: 'shop' } },
    ...(conditions === undefined ? {} : { status: { conditions: [...conditions] } }),
  })

const unavailable = (reason: string, message: string): Pick<State, 'object' | 'state' | 'cause'> => ({
  object: apiService([condition('Available', 'False', reason, message)]),
  state: 'progressing',
  cause: { reason, message, final: false },
})

export const states: readonly State[] = [
  {
    name: 'available',
    source: 'argocd health',
    object: apiService([condition('Available', 'True', 'Passed', 'all checks passed')]),
    state: 'ready',
    message: 'available',
  },
  {
    name: 'served by the API server itself',
    source: 'argocd health',
    object: apiService([condition('Available', 'True', 'Local')]),
    state: 'ready',
  },
  {
    name: 'without any status',
    source: 'argocd health',
    object: apiService(),
    state: 'progressing',
    message: 'waiting for its server',
    cause: null,
  },
  { name: 'without conditions', source: 'argocd health', object: apiService([]), state: 'progressing' },
  {
    name: 'its availability is unknown',
    source: 'argocd health',
    object: apiService([condition('Available', 'Unknown', 'Checking')]),
    state: 'progressing',
  },
  {
    name: 'its Service is not there',
    source: 'argocd health',
    ...unavailable('ServiceNotFound', 'service/metrics in "shop" is not present'),
  },
  {
    name: 'its Service has no endpoints',
    source: 'argocd health',
    ...unavailable('MissingEndpoints', 'endpoints for service/metrics in "shop" have no addresses'),
  },
  {
    name: 'its server does not answer',
    source: 'argocd health',
    ...unavailable('FailedDiscoveryCheck', 'failing or missing response from https://10.0.0.9:443'),
  },
  {
    name: 'is being deleted',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (kstatus: Terminating)',
    object: apiService([condition('Available', 'True')], { deletionTimestamp: ago(3) }),
    state: 'failed',
  },
]
