import type { Changes } from './changes.ts'

/** What `kdeploy validate` and a dry-run of the API server don't agree about, and why: docs/rendering/validate.md tells of each. */
export interface KnownDifference {
  /** As the documentation says it. */
  readonly reason: string
  /** Who refuses it; the other one doesn't. */
  readonly refusedBy: 'validate' | 'server'
  /** In what that one says. */
  readonly says: RegExp
  /** A mistake that shows it. */
  readonly example: { readonly base: string; readonly changes: Changes }
}

const pod = 'spec/template/spec'

export const knownDifferences: readonly KnownDifference[] = [
  {
    reason: 'a name with a space, of the few kinds whose names may have one',
    refusedBy: 'validate',
    says: /metadata\.name of .* must be a name without spaces/,
    example: { base: 'role', changes: { 'metadata/name': 'read pods' } },
  },
  {
    reason: 'an apiVersion with an empty group (`/v1`)',
    refusedBy: 'validate',
    says: /apiVersion of .* must be a version such as apps\/v1/,
    example: { base: 'config-map', changes: { apiVersion: '/v1' } },
  },
  {
    reason: 'an empty protocol of a port, which the next apply would take for another port',
    refusedBy: 'validate',
    says: /is empty, though it is part of what identifies the port/,
    example: { base: 'service', changes: { 'spec/ports/0/protocol': '' } },
  },
  {
    reason:
      "a field that is missing though Kubernetes' schema requires it, where the API server takes 0 or nothing for it",
    refusedBy: 'validate',
    says: / is missing \(schema\)$/,
    example: { base: 'limit-range', changes: { 'spec/limits': undefined } },
  },
  {
    reason: 'an integer of more than 32 bits, which the API server cuts off without a word',
    refusedBy: 'validate',
    says: /must be an integer of 32 bits/,
    example: { base: 'cron-job', changes: { 'spec/failedJobsHistoryLimit': 2 ** 32 + 1 } },
  },
  {
    reason: 'a nodePort that is no port: a dry-run takes none',
    refusedBy: 'validate',
    says: /nodePort: must be between 1 and 65535/,
    example: { base: 'service-node-port', changes: { 'spec/ports/0/nodePort': 70_000 } },
  },
  {
    reason: 'what the API server refuses only of the pods that are made of a template',
    refusedBy: 'validate',
    says: /matchLabelKeys\[\d+\]: is in the labelSelector, too/,
    example: {
      base: 'deployment',
      changes: { [`${pod}/topologySpreadConstraints/0/matchLabelKeys`]: ['app.kubernetes.io/name'] },
    },
  },
  {
    reason: 'a namespace that does not exist',
    refusedBy: 'server',
    says: /^namespaces ".*" not found$/,
    example: { base: 'config-map', changes: { 'metadata/namespace': 'not-there' } },
  },
  {
    reason: 'what admission refuses: here a PriorityClass that does not exist',
    refusedBy: 'server',
    says: /no PriorityClass with name/,
    example: { base: 'pod', changes: { 'spec/priorityClassName': 'not-there' } },
  },
]
