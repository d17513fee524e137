import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { ago, event } from '../../support/kinds/objects.ts'
import { condition, live, type State, writtenAgo } from './state.ts'

const synced = condition('Ready', 'True', 'SecretSynced', 'secret synced')
const syncError = condition('Ready', 'False', 'SecretSyncedError', 'could not get secret data from provider')

/** Synchronized in a generation, with the labels and annotations of then. */
const secret = (
  generation: number,
  ready: JsonObject = synced,
  spec: JsonObject = { refreshInterval: '1h0m0s' },
): KubeObject =>
  live('external-secrets.io/v1', 'ExternalSecret', {
    spec,
    status: { syncedResourceVersion: `${generation}-5d41402a`, refreshTime: ago(30), conditions: [ready] },
  })
const store = (kind: string, ready: JsonObject, metadata: JsonObject = {}): KubeObject =>
  live('external-secrets.io/v1', kind, { metadata, status: { conditions: [ready] } })
const fails = secret(2, syncError)

export const states: readonly State[] = [
  {
    name: 'its Secret is synchronized',
    source: 'argocd health, kubedog (Healthy)',
    object: secret(2),
    state: 'ready',
    message: 'ready',
  },
  {
    name: 'without any status',
    source: 'argocd health (Progressing)',
    object: live('external-secrets.io/v1', 'ExternalSecret'),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'synchronized as of the generation before',
    source: 'external-secrets: syncedResourceVersion (argocd health: Healthy)',
    object: secret(1),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'synchronized as of the generation before, and only once',
    source: 'external-secrets: refreshPolicy CreatedOnce',
    object: secret(1, synced, { refreshPolicy: 'CreatedOnce', refreshInterval: '1h' }),
    state: 'ready',
  },
  {
    name: 'synchronized as of the generation before, and never again',
    source: 'external-secrets: refreshInterval 0',
    object: secret(1, synced, { refreshInterval: '0' }),
    state: 'ready',
  },
  {
    name: 'synchronized as of the generation before, on each change',
    source: 'external-secrets: refreshPolicy OnChange',
    object: secret(1, synced, { refreshPolicy: 'OnChange', refreshInterval: '0s' }),
    state: 'progressing',
  },
  {
    name: 'a status that says nothing of a generation',
    source: 'argocd health (Healthy)',
    object: live('external-secrets.io/v1', 'ExternalSecret', { status: { conditions: [synced] } }),
    state: 'ready',
  },
  {
    name: 'the provider has no such key, as an event says',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health, kubedog: failed)',
    object: fails,
    children: {
      events: [event(fails, 'UpdateFailed', 'error processing spec.data[0] (key: db): Secret does not exist')],
    },
    state: 'progressing',
    message: 'could not get secret data from provider',
    cause: {
      reason: 'UpdateFailed',
      message: 'error processing spec.data[0] (key: db): Secret does not exist',
      final: false,
    },
  },
  {
    name: 'the provider has no such key, and events cannot be read',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health, kubedog: failed)',
    object: fails,
    state: 'progressing',
    cause: { reason: 'SecretSyncedError', final: false },
  },
  {
    name: 'the condition is unknown',
    source: 'kubedog (progressing)',
    object: secret(2, condition('Ready', 'Unknown')),
    state: 'progressing',
  },
  {
    name: 'its Secret was deleted with the one of the provider',
    source: 'external-secrets: deletionPolicy Delete',
    object: secret(2, condition('Ready', 'True', 'SecretDeleted')),
    state: 'ready',
    message: 'ready: the provider has nothing, so its Secret was deleted',
  },
  {
    name: 'there is no Secret to merge into',
    source: 'external-secrets: creationPolicy Merge',
    object: secret(2, condition('Ready', 'True', 'SecretMissing')),
    state: 'ready',
    message: 'ready: there is no Secret that it could merge into',
  },
  ...['SecretStore', 'ClusterSecretStore'].flatMap((kind): State[] => [
    {
      name: `a ${kind} is valid`,
      source: 'argocd health (Healthy)',
      object: store(kind, condition('Ready', 'True', 'Valid', 'store validated')),
      state: 'ready',
      message: 'ready',
    },
    {
      name: `a ${kind} without any status`,
      source: 'argocd health (Progressing)',
      object: live('external-secrets.io/v1', kind),
      state: 'progressing',
    },
    {
      name: `a ${kind} is valid a moment after it was changed: it names no generation`,
      source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Healthy)',
      object: store(kind, condition('Ready', 'True', 'Valid'), writtenAgo(1, 60)),
      state: 'progressing',
    },
    {
      name: `a ${kind} whose provider cannot be checked`,
      source: 'argocd health (Healthy)',
      object: store(kind, condition('Ready', 'True', 'ValidationUnknown')),
      state: 'ready',
      message: 'ready, though its provider cannot be checked',
    },
    {
      name: `a ${kind} whose provider refuses it`,
      source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Degraded)',
      object: store(kind, condition('Ready', 'False', 'InvalidProviderConfig', 'unable to validate store')),
      state: 'progressing',
      message: 'unable to validate store',
      cause: { reason: 'InvalidProviderConfig', final: false },
    },
  ]),
]
