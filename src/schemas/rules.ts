import type { RuleInfo } from '../findings/rule-info.ts'

const deprecations = 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/'

/** The rules on what a manifest may say at all; those of good habits are in lint/registry.ts. */
export const schemaRules: readonly RuleInfo[] = [
  {
    name: 'api-deprecated',
    severity: 'warning',
    finds: 'an apiVersion that a later Kubernetes version no longer serves',
    reason: 'An upgrade of the cluster makes every apply fail.',
    source: deprecations,
  },
  {
    name: 'api-removed',
    severity: 'error',
    finds: 'an apiVersion that the Kubernetes version no longer serves',
    reason: 'The API server refuses it.',
    source: deprecations,
  },
  {
    name: 'kind-unknown',
    severity: 'error',
    finds: 'an apiVersion and kind that the Kubernetes version, or the CustomResourceDefinition, does not have',
    reason: 'The API server refuses it.',
    source: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  },
  {
    name: 'schema',
    severity: 'error',
    finds: 'a field that does not exist or is missing, a value of the wrong type, an item that a list has twice',
    reason: 'The API server refuses it, or ignores what was meant.',
    source: 'https://kubernetes.io/docs/reference/using-api/server-side-apply/',
  },
]
