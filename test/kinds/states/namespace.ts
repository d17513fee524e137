import type { JsonObject } from '../../../src/manifest/types.ts'
import { ago } from '../../support/kinds/objects.ts'
import { condition, live, type State } from './state.ts'

const onPurpose = 'kdeploy: on purpose, docs/deploying/waiting.md (kstatus: Terminating)'
const namespace = (status: JsonObject | undefined, metadata: JsonObject = {}) =>
  live('v1', 'Namespace', { metadata: { namespace: '', ...metadata }, ...(status === undefined ? {} : { status }) })
const ending = (...conditions: readonly JsonObject[]) =>
  namespace({ phase: 'Terminating', conditions: [...conditions] }, { deletionTimestamp: ago(20) })

export const states: readonly State[] = [
  { name: 'active', source: 'kstatus', object: namespace({ phase: 'Active' }), state: 'ready', message: 'active' },
  {
    name: 'without any status',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (kstatus: Current)',
    object: namespace(undefined),
    state: 'progressing',
    message: 'waiting to become active',
  },
  {
    name: 'is being deleted',
    source: onPurpose,
    object: ending(),
    state: 'failed',
    message: 'is being deleted',
    cause: { reason: 'Terminating' },
  },
  {
    name: 'is being deleted, and something in it remains',
    source: onPurpose,
    object: ending(
      condition('NamespaceContentRemaining', 'True', 'SomeResourcesRemain', 'pods. has 1 resource instances'),
      condition('NamespaceFinalizersRemaining', 'False', 'ContentHasNoFinalizers'),
    ),
    state: 'failed',
    cause: { reason: 'SomeResourcesRemain', message: 'pods. has 1 resource instances' },
  },
  {
    name: 'is being deleted, and finalizers hold something in it',
    source: onPurpose,
    object: ending(
      condition('NamespaceContentRemaining', 'True', 'SomeResourcesRemain', 'widgets. has 1 resource instances'),
      condition('NamespaceFinalizersRemaining', 'True', 'SomeFinalizersRemain', 'example.com/hold in 1 instances'),
    ),
    state: 'failed',
    cause: { reason: 'SomeFinalizersRemain', message: 'example.com/hold in 1 instances' },
  },
  {
    name: 'is being deleted, and an API is away',
    source: onPurpose,
    object: ending(
      condition('NamespaceDeletionContentFailure', 'True', 'ContentDeletionFailed', 'unable to retrieve metrics'),
    ),
    state: 'failed',
    cause: { reason: 'ContentDeletionFailed' },
  },
]
