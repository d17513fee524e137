import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { ago } from '../../support/kinds/objects.ts'
import { condition, live, type State, writtenAgo } from './state.ts'

/** A custom resource whose kind has no rules of its own. */
function widget(status?: JsonObject, metadata: JsonObject = {}): KubeObject {
  return live('example.com/v1', 'Widget', { metadata, spec: { size: 1 }, ...(status === undefined ? {} : { status }) })
}

const withConditions = (...conditions: readonly JsonObject[]) => widget({ conditions: [...conditions] })
const of = (generation: number | string, one: JsonObject): JsonObject => ({ ...one, observedGeneration: generation })

/** Its spec was changed so many seconds ago, its status written so many. */
function written(changed: number, reported: number, status: JsonObject): KubeObject {
  return widget(status, writtenAgo(changed, reported))
}

const phase = (name: string, value: string, state: State['state'], source: string, field = 'phase'): State => ({
  name,
  source,
  object: widget({ [field]: value }),
  state,
})

export const states: readonly State[] = [
  { name: 'without a status', source: 'kstatus', object: widget(), state: 'ready', message: 'accepted' },
  { name: 'with an empty status', source: 'kstatus', object: widget({}), state: 'ready', message: 'accepted' },
  { name: 'with a status that says nothing', source: 'kstatus', object: widget({ nodes: 3 }), state: 'ready' },
  {
    name: 'being deleted',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (kstatus: Terminating)',
    object: widget({ conditions: [condition('Ready', 'True')] }, { deletionTimestamp: ago(5) }),
    state: 'failed',
  },
  {
    name: 'Ready',
    source: 'kstatus',
    object: withConditions(condition('Ready', 'True')),
    state: 'ready',
    message: 'ready',
  },
  {
    name: 'not Ready',
    source: 'kstatus',
    object: withConditions(condition('Ready', 'False', 'Creating', 'creating the instance')),
    state: 'progressing',
    message: 'creating the instance',
    cause: { reason: 'Creating', final: false },
  },
  {
    name: 'Ready unknown',
    source: 'kstatus',
    object: withConditions(condition('Ready', 'Unknown')),
    state: 'progressing',
    message: 'not ready yet',
  },
  {
    name: 'Reconciling',
    source: 'kstatus',
    object: withConditions(condition('Ready', 'True'), condition('Reconciling', 'True', 'Progress', 'step 2 of 3')),
    state: 'progressing',
    message: 'step 2 of 3',
  },
  {
    name: 'no longer Reconciling',
    source: 'kstatus',
    object: withConditions(condition('Ready', 'True'), condition('Reconciling', 'False')),
    state: 'ready',
  },
  {
    name: 'Stalled',
    source: 'kstatus',
    object: withConditions(condition('Stalled', 'True', 'BadSpec', 'no such size')),
    state: 'failed',
    message: 'no such size',
    cause: { reason: 'BadSpec', final: true },
  },
  {
    name: 'not Stalled',
    source: 'kstatus',
    object: withConditions(condition('Stalled', 'False'), condition('Ready', 'True')),
    state: 'ready',
  },
  {
    name: 'Stalled, although Ready',
    source: 'kstatus',
    object: withConditions(condition('Ready', 'True'), condition('Stalled', 'True')),
    state: 'failed',
    message: 'Stalled',
  },
  {
    name: 'Failed',
    source: 'kubedog',
    object: withConditions(condition('Failed', 'True', 'NoDisk', 'no disk left')),
    state: 'failed',
    message: 'no disk left',
  },
  {
    name: 'not Failed, and nothing else',
    source: 'kdeploy: a condition of failing that is false says nothing of being ready',
    object: withConditions(condition('Failed', 'False')),
    state: 'ready',
    message: 'accepted',
  },
  {
    name: 'Degraded',
    source: 'argocd health',
    object: withConditions(condition('Available', 'True'), condition('Degraded', 'True', 'Quorum', 'lost its quorum')),
    state: 'failed',
    message: 'lost its quorum',
    cause: { reason: 'Quorum', final: true },
  },
  {
    name: 'Available',
    source: 'kubedog',
    object: withConditions(condition('Available', 'True')),
    state: 'ready',
    message: 'available',
  },
  {
    name: 'not Available',
    source: 'kubedog',
    object: withConditions(condition('Available', 'False', 'Starting')),
    state: 'progressing',
    message: 'Starting',
  },
  {
    name: 'Ready, and not Available',
    source: 'kstatus',
    object: withConditions(condition('Available', 'False'), condition('Ready', 'True')),
    state: 'ready',
  },
  { name: 'Succeeded', source: 'kubedog', object: withConditions(condition('Succeeded', 'True')), state: 'ready' },
  {
    name: 'not Succeeded yet',
    source: 'kubedog',
    object: withConditions(condition('Succeeded', 'Unknown', 'Running', 'step 1')),
    state: 'progressing',
    message: 'step 1',
  },
  { name: 'Complete', source: 'kubedog', object: withConditions(condition('Complete', 'True')), state: 'ready' },
  { name: 'Healthy', source: 'kubedog', object: withConditions(condition('Healthy', 'False')), state: 'progressing' },
  { name: 'Synced', source: 'kubedog', object: withConditions(condition('Synced', 'True')), state: 'ready' },
  {
    name: 'a condition that nobody knows',
    source: 'kstatus',
    object: withConditions(condition('Paused', 'False')),
    state: 'ready',
    message: 'accepted',
  },
  { name: 'of the latest generation', source: 'kstatus', object: widget({ observedGeneration: 2 }), state: 'ready' },
  {
    name: 'of an earlier generation',
    source: 'kstatus',
    object: widget({ observedGeneration: 1, conditions: [condition('Ready', 'True')] }),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'of generation 0',
    source: 'kstatus',
    object: widget({ observedGeneration: 0, conditions: [condition('Ready', 'True')] }),
    state: 'progressing',
  },
  {
    name: 'of generation -1',
    source: 'kstatus',
    object: widget({ observedGeneration: -1, conditions: [condition('Ready', 'True')] }),
    state: 'progressing',
  },
  {
    name: 'of an earlier generation in a text',
    source: 'argocd health',
    object: widget({ observedGeneration: '1', conditions: [condition('Ready', 'True')] }),
    state: 'progressing',
  },
  {
    name: 'of the latest generation in a text',
    source: 'argocd health',
    object: widget({ observedGeneration: '2', conditions: [condition('Ready', 'True')] }),
    state: 'ready',
  },
  {
    name: 'of a hash',
    source: 'kdeploy: what is no number is not compared',
    object: widget({ observedGeneration: '7d8c9b', conditions: [condition('Ready', 'True')] }),
    state: 'ready',
  },
  {
    name: 'Stalled of an earlier generation',
    source: 'kstatus',
    object: widget({ observedGeneration: 1, conditions: [condition('Stalled', 'True')] }),
    state: 'progressing',
  },
  {
    name: 'Ready, its condition of an earlier generation',
    source: 'kubectl wait',
    object: withConditions(of(1, condition('Ready', 'True'))),
    state: 'progressing',
    message: 'not ready yet',
  },
  {
    name: 'Ready, its condition of the latest generation',
    source: 'kubectl wait',
    object: withConditions(of(2, condition('Ready', 'True'))),
    state: 'ready',
  },
  {
    name: 'Stalled, its condition of an earlier generation',
    source: 'kubectl wait',
    object: withConditions(of(1, condition('Stalled', 'True', '', 'old')), of(2, condition('Ready', 'True'))),
    state: 'ready',
  },
  {
    name: 'Degraded, its condition of an earlier generation, beside a status of the latest',
    source: 'kubectl wait',
    object: widget({
      observedGeneration: 2,
      conditions: [of(1, condition('Degraded', 'True')), of(2, condition('Ready', 'False', '', 'rolling'))],
    }),
    state: 'progressing',
    message: 'rolling',
  },
  {
    name: 'Ready, reported before the change a moment ago',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (kstatus: Current)',
    object: written(2, 60, { conditions: [condition('Ready', 'True')] }),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'Failed, reported before the change a moment ago',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (kubedog: failed)',
    object: written(2, 60, { phase: 'Failed' }),
    state: 'progressing',
  },
  {
    name: 'Ready, reported after the change',
    source: 'kstatus',
    object: written(2, 1, { conditions: [condition('Ready', 'True')] }),
    state: 'ready',
  },
  {
    name: 'Ready, reported in the second of the change',
    source: 'kstatus',
    object: written(2, 2, { conditions: [condition('Ready', 'True')] }),
    state: 'ready',
  },
  {
    name: 'Ready, reported before a change some time ago',
    source: 'kstatus',
    object: written(11, 60, { conditions: [condition('Ready', 'True')] }),
    state: 'ready',
  },
  {
    name: 'Ready of the latest generation, whatever the times say',
    source: 'kstatus',
    object: written(2, 60, { observedGeneration: 2, conditions: [condition('Ready', 'True')] }),
    state: 'ready',
  },
  {
    name: 'Ready, its condition of the latest generation, whatever the times say',
    source: 'kubectl wait',
    object: written(2, 60, { conditions: [of(2, condition('Ready', 'True'))] }),
    state: 'ready',
  },
  {
    name: 'a phase that failed, with its message',
    source: 'kubedog',
    object: widget({ phase: 'Failed', message: 'no such image' }),
    state: 'failed',
    message: 'phase: Failed: no such image',
    cause: { reason: 'Failed', final: true },
  },
  phase('the phase Error', 'Error', 'failed', 'kubedog'),
  phase('the phase Degraded', 'Degraded', 'failed', 'argocd health'),
  phase('the phase Rejected', 'Rejected', 'failed', 'kubedog'),
  phase('the phase CreateFailed', 'CreateFailed', 'failed', 'kubedog'),
  phase('the phase FAILED', 'FAILED', 'failed', 'kubedog'),
  phase('the phase Pending', 'Pending', 'progressing', 'kubedog'),
  phase('the phase Creating', 'Creating', 'progressing', 'kubedog'),
  phase('the phase in progress', 'in progress', 'progressing', 'kubedog'),
  phase('the phase IN_PROGRESS', 'IN_PROGRESS', 'progressing', 'kubedog'),
  phase('the phase Updating', 'Updating', 'progressing', 'kubedog'),
  phase('the phase Running', 'Running', 'ready', 'kubedog'),
  phase('the phase Ready', 'Ready', 'ready', 'kubedog'),
  phase('the phase Bound', 'Bound', 'ready', 'kstatus'),
  phase('the state error', 'error', 'failed', 'kubedog', 'state'),
  phase('the state initializing', 'initializing', 'progressing', 'kubedog', 'state'),
  phase('the health yellow', 'yellow', 'ready', 'kstatus', 'health'),
  {
    name: 'the health of an object',
    source: 'argocd health',
    object: widget({ health: { status: 'Degraded' } }),
    state: 'failed',
    message: 'health.status: Degraded',
  },
  {
    name: 'Ready, in a phase that failed',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (kubedog: its first rule decides)',
    object: widget({ phase: 'Failed', conditions: [condition('Ready', 'True')] }),
    state: 'ready',
  },
  {
    name: 'not Ready, in a phase that failed',
    source: 'argocd health',
    object: widget({ phase: 'Failed', conditions: [condition('Ready', 'False', 'NoDisk', 'no disk')] }),
    state: 'failed',
    message: 'phase: Failed',
  },
]
