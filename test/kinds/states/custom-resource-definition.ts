import type { JsonObject } from '../../../src/manifest/types.ts'
import { ago } from '../../support/kinds/objects.ts'
import { condition, live, type State } from './state.ts'

const definition = (conditions?: readonly JsonObject[], metadata: JsonObject = {}) =>
  live('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
    metadata: { namespace: '', ...metadata },
    spec: { group: 'example.com', names: { kind: 'Widget', plural: 'widgets' } },
    ...(conditions === undefined ? {} : { status: { conditions: [...conditions] } }),
  })

const accepted = condition('NamesAccepted', 'True', 'NoConflicts', 'no conflicts found')
const established = condition('Established', 'True', 'InitialNamesAccepted', 'the initial names have been accepted')

export const states: readonly State[] = [
  {
    name: 'established',
    source: 'kstatus',
    object: definition([accepted, established]),
    state: 'ready',
    message: 'established',
  },
  {
    name: 'without any status',
    source: 'kstatus',
    object: definition(),
    state: 'progressing',
    message: 'waiting to be established',
  },
  { name: 'without conditions', source: 'kstatus', object: definition([]), state: 'progressing' },
  {
    name: 'its names are accepted, and it is being installed',
    source: 'kstatus',
    object: definition([accepted, condition('Established', 'False', 'Installing')]),
    state: 'progressing',
  },
  {
    name: 'its names are taken',
    source: 'kstatus',
    object: definition([
      condition('NamesAccepted', 'False', 'ListKindConflict', '"WidgetList" is already in use'),
      condition('Established', 'False', 'NotAccepted'),
    ]),
    state: 'failed',
    message: 'its names are taken',
    cause: { reason: 'ListKindConflict', message: '"WidgetList" is already in use', final: true },
  },
  {
    name: 'established, and its new names are taken',
    source: 'kstatus',
    object: definition([established, condition('NamesAccepted', 'False', 'PluralConflict', '"widgets" is in use')]),
    state: 'failed',
    cause: { reason: 'PluralConflict' },
  },
  {
    name: 'established, with a group that needs an approval',
    source: 'kstatus',
    object: definition([accepted, established, condition('KubernetesAPIApprovalPolicyConformant', 'False')]),
    state: 'ready',
  },
  {
    name: 'its objects are being deleted with it',
    source: 'argocd health',
    object: definition([accepted, established, condition('Terminating', 'True', 'InstanceDeletionInProgress')]),
    state: 'progressing',
    message: 'is being deleted',
  },
  {
    name: 'is being deleted',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (kstatus: Terminating; argocd: Progressing)',
    object: definition([accepted, established], { deletionTimestamp: ago(3) }),
    state: 'failed',
  },
]
