import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { event } from '../../support/kinds/objects.ts'
import { condition, live, type State } from './state.ts'

const at = (observedGeneration: number, of: JsonObject): JsonObject => ({ ...of, observedGeneration })
const certificate = (...conditions: readonly JsonObject[]): KubeObject =>
  live('cert-manager.io/v1', 'Certificate', { status: { conditions: [...conditions] } })
const issuer = (kind: string, ...conditions: readonly JsonObject[]): KubeObject =>
  live('cert-manager.io/v1', kind, { status: { conditions: [...conditions] } })

const issued = condition('Ready', 'True', 'Ready', 'Certificate is up to date and has not expired')
const missing = condition('Ready', 'False', 'DoesNotExist', 'Issuing certificate as Secret does not exist')
const issuing = condition('Issuing', 'True', 'DoesNotExist', 'Issuing certificate as Secret does not exist')
const requestFailed = condition(
  'Issuing',
  'False',
  'Failed',
  'The certificate request has failed to complete and will be retried: order is invalid',
)
const registered = condition('Ready', 'True', 'ACMEAccountRegistered', 'The ACME account was registered')
const noKey = condition('Ready', 'False', 'ErrGetKeyPair', 'Error getting keypair for CA issuer: secret "ca" not found')
const invalid = condition('Ready', 'False', 'InvalidConfig', 'Your ACME server URL is set to a v1 endpoint')

export const states: readonly State[] = [
  {
    name: 'a Certificate is issued',
    source: 'argocd health (Healthy)',
    object: certificate(at(2, issued)),
    state: 'ready',
    message: 'issued',
  },
  {
    name: 'a Certificate without any status',
    source: 'argocd health (Progressing)',
    object: live('cert-manager.io/v1', 'Certificate'),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'a Certificate is issued as of the generation before',
    source: 'kstatus: conditions with their own observedGeneration (argocd health: Healthy)',
    object: certificate(at(1, issued)),
    state: 'progressing',
    message: 'waiting for its controller to see the change',
  },
  {
    name: 'a Certificate whose condition names no generation',
    source: 'argocd health (Healthy)',
    object: certificate(issued),
    state: 'ready',
  },
  {
    name: 'a Certificate is being issued',
    source: 'argocd health (Progressing)',
    object: certificate(at(2, missing), at(2, issuing)),
    state: 'progressing',
    message: 'is being issued',
    cause: { reason: 'DoesNotExist', final: false },
  },
  {
    name: 'a Certificate is ready and issued again',
    source: 'argocd health (Progressing: Issuing first)',
    object: certificate(at(2, issued), at(2, issuing)),
    state: 'progressing',
    message: 'is being issued',
  },
  {
    name: 'a Certificate is not ready, and nothing is said of issuing',
    source: 'kubedog (progressing; argocd health: Degraded)',
    object: certificate(at(2, missing)),
    state: 'progressing',
    message: 'Issuing certificate as Secret does not exist',
  },
  {
    name: 'a Certificate whose request failed',
    source: 'cert-manager: failed issuances back off for an hour (argocd health: Degraded)',
    object: certificate(at(2, missing), at(2, requestFailed)),
    state: 'failed',
    message: 'its request failed, and is repeated only after an hour',
    cause: {
      reason: 'Failed',
      message: 'The certificate request has failed to complete and will be retried: order is invalid',
      final: true,
    },
  },
  {
    name: 'a Certificate whose request was denied',
    source: 'cert-manager: failed issuances back off for an hour',
    object: certificate(at(2, missing), at(2, condition('Issuing', 'False', 'Denied', 'denied by policy'))),
    state: 'failed',
    cause: { reason: 'Denied' },
  },
  {
    name: 'a Certificate whose request of the generation before failed',
    source: 'cert-manager: a changed spec is issued at once',
    object: certificate(at(1, missing), at(1, requestFailed)),
    state: 'progressing',
  },
  {
    name: 'a Certificate is valid, though its renewal failed',
    source: 'argocd health (Healthy)',
    object: certificate(at(2, issued), at(2, requestFailed)),
    state: 'ready',
  },
  {
    name: 'a Certificate whose temporary certificate was issued',
    source: 'cert-manager: Issuing=False, reason Issued',
    object: certificate(at(2, missing), at(2, condition('Issuing', 'False', 'Issued'))),
    state: 'progressing',
  },
  {
    name: 'a Certificate that is refused by its controller',
    source: 'cert-manager: events of a Certificate',
    object: certificate(
      at(2, condition('Ready', 'False', 'SecretMismatch', 'Existing private key is not up to date for spec')),
    ),
    children: {
      events: [
        event(
          certificate(),
          'CannotRegenerateKey',
          'User intervention required: existing private key does not match requirements',
        ),
      ],
    },
    state: 'progressing',
    cause: { reason: 'SecretMismatch' },
  },
  ...['Issuer', 'ClusterIssuer'].flatMap((kind): State[] => [
    {
      name: `a ${kind} is ready`,
      source: 'argocd health (Healthy)',
      object: issuer(kind, at(2, registered)),
      state: 'ready',
      message: 'ready',
    },
    {
      name: `a ${kind} without any status`,
      source: 'argocd health (Progressing)',
      object: live('cert-manager.io/v1', kind),
      state: 'progressing',
      message: 'waiting for its controller to see the change',
    },
    {
      name: `a ${kind} is ready as of the generation before`,
      source: 'kstatus: conditions with their own observedGeneration (argocd health: Healthy)',
      object: issuer(kind, at(1, registered)),
      state: 'progressing',
      message: 'waiting for its controller to see the change',
    },
    {
      name: `a ${kind} whose condition is of generation 0`,
      source: 'kstatus: conditions with their own observedGeneration',
      object: issuer(kind, at(0, registered)),
      state: 'progressing',
    },
    {
      name: `a ${kind} whose key is not there yet`,
      source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Degraded)',
      object: issuer(kind, at(2, noKey)),
      state: 'progressing',
      cause: { reason: 'ErrGetKeyPair', final: false },
    },
    {
      name: `a ${kind} whose spec is invalid`,
      source: 'cert-manager: not tried again (argocd health: Degraded)',
      object: issuer(kind, at(2, invalid)),
      state: 'failed',
      message: 'its spec is invalid',
      cause: { reason: 'InvalidConfig', final: true },
    },
    {
      name: `a ${kind} whose spec was invalid in the generation before`,
      source: 'kstatus: conditions with their own observedGeneration',
      object: issuer(kind, at(1, invalid)),
      state: 'progressing',
    },
    {
      name: `a ${kind} whose ACME server does not answer`,
      source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Degraded)',
      object: issuer(
        kind,
        at(
          2,
          condition(
            'Ready',
            'False',
            'ErrRegisterACMEAccount',
            'Failed to register ACME account: dial tcp: i/o timeout',
          ),
        ),
      ),
      state: 'progressing',
    },
  ]),
]
