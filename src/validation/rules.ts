import type { RuleInfo } from '../findings/rule-info.ts'

export const invalidValue: RuleInfo = {
  name: 'invalid-value',
  severity: 'error',
  finds:
    'a value of the right type that is refused all the same: a name, a port, a schedule, a volume that the pod does not have, fields that exclude each other',
  reason: 'The API server refuses it.',
  source: 'https://kubernetes.io/docs/reference/kubernetes-api/',
}

/** The rules on values; those on what a manifest may say at all are in src/schemas. */
export const valueRules: readonly RuleInfo[] = [invalidValue]
