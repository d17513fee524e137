import type { Field } from '../forms/field.ts'
import { checkAtLeast, checkRange } from '../forms/numbers.ts'
import { checkExpressionValues, checkLabelSelector } from '../forms/selectors.ts'
import { checkKey, checkName, checkText, dnsLabel, dnsSubdomain, labelValue, qualifiedName } from '../forms/texts.ts'

/** Where a pod may run: affinity, tolerations and spread. */
export function checkScheduling(spec: Field): void {
  const affinity = spec.at('affinity')
  if (affinity.isSet) {
    checkNodeAffinity(affinity.at('nodeAffinity'))
    checkPodAffinity(affinity.at('podAffinity'))
    checkPodAffinity(affinity.at('podAntiAffinity'))
  }
  for (const toleration of spec.at('tolerations').items) checkToleration(toleration)
  for (const constraint of spec.at('topologySpreadConstraints').items) checkSpread(constraint)
}

const required = 'requiredDuringSchedulingIgnoredDuringExecution'
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution'

function checkNodeAffinity(affinity: Field): void {
  if (affinity.at(required).isSet) checkNodeSelector(affinity.at(required))
  for (const term of affinity.at(preferred).items) {
    checkRange(term.at('weight'), 1, 100)
    checkNodeSelectorTerm(term.at('preference'), false)
  }
}

/** The nodes that a pod or a volume needs. */
export function checkNodeSelector(selector: Field): void {
  const terms = selector.at('nodeSelectorTerms')
  if (terms.size === 0) terms.refuse('must have a term')
  for (const term of terms.items) checkNodeSelectorTerm(term, true)
}

function checkNodeSelectorTerm(term: Field, checksValues: boolean): void {
  for (const expression of term.at('matchExpressions').items) {
    checkExpressionValues(expression, ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'])
    const operator = expression.at('operator').text
    const values = expression.at('values')
    if ((operator === 'Gt' || operator === 'Lt') && values.size !== 1)
      values.refuse(`must have exactly one value with the operator ${operator}`)
    if (checksValues) for (const value of values.items) checkText(value, labelValue)
  }
  for (const expression of term.at('matchFields').items) {
    const key = expression.at('key')
    if (key.text !== undefined && key.text !== 'metadata.name') key.refuse('must be metadata.name')
    const operator = expression.at('operator')
    if (operator.text !== 'In' && operator.text !== 'NotIn') operator.refuse('must be In or NotIn')
    else if (expression.at('values').size !== 1) expression.at('values').refuse('must have exactly one value')
    for (const value of expression.at('values').items) checkText(value, dnsSubdomain)
  }
}

function checkPodAffinity(affinity: Field): void {
  for (const term of affinity.at(required).items) checkPodAffinityTerm(term)
  for (const term of affinity.at(preferred).items) {
    checkRange(term.at('weight'), 1, 100)
    checkPodAffinityTerm(term.at('podAffinityTerm'))
  }
}

function checkPodAffinityTerm(term: Field): void {
  checkName(term.at('topologyKey'), qualifiedName)
  checkLabelSelector(term.at('labelSelector'))
  checkLabelSelector(term.at('namespaceSelector'))
  for (const namespace of term.at('namespaces').items) checkText(namespace, dnsLabel)
  const mismatched = new Set(term.at('mismatchLabelKeys').items.map(({ text }) => text))
  for (const key of term.at('matchLabelKeys').items)
    if (mismatched.has(key.text)) key.refuse('is one of the mismatchLabelKeys, too')
  for (const name of ['matchLabelKeys', 'mismatchLabelKeys']) checkLabelKeys(term, name)
}

/** Labels of the pod whose values a selector takes over. */
function checkLabelKeys(owner: Field, name: string): void {
  const keys = owner.at(name)
  const selector = owner.at('labelSelector')
  if (keys.size > 0 && !selector.isSet) {
    keys.refuse('must be left out where there is no labelSelector')
    return
  }
  const selected = new Set([
    ...selector.at('matchLabels').entries.map(({ step }) => String(step)),
    ...selector.at('matchExpressions').items.map((expression) => expression.at('key').text),
  ])
  for (const key of keys.items) {
    checkText(key, qualifiedName)
    if (name === 'matchLabelKeys' && selected.has(key.text)) key.refuse('is in the labelSelector, too')
  }
}

function checkToleration(toleration: Field): void {
  const key = toleration.at('key')
  const operator = toleration.at('operator')
  const value = toleration.at('value')
  if ((key.text ?? '') !== '') checkText(key, qualifiedName)
  else if (operator.text !== 'Exists') operator.refuse('must be Exists where there is no key')
  if (toleration.at('tolerationSeconds').isSet && toleration.at('effect').text !== 'NoExecute')
    toleration.at('effect').refuse('must be NoExecute where there are tolerationSeconds')
  if (operator.text === 'Exists') {
    if ((value.text ?? '') !== '') value.refuse('must be left out with the operator Exists')
  } else if (operator.text === 'Gt' || operator.text === 'Lt') {
    operator.refuse('must be Equal or Exists', 'Gt and Lt need the feature gate TaintTolerationComparisonOperators')
  } else {
    checkText(value, labelValue)
  }
}

function checkSpread(constraint: Field): void {
  checkAtLeast(constraint.at('maxSkew'), 1)
  checkKey(constraint.at('topologyKey'))
  checkKey(constraint.at('whenUnsatisfiable'))
  checkLabelSelector(constraint.at('labelSelector'))
  checkLabelKeys(constraint, 'matchLabelKeys')
  const domains = constraint.at('minDomains')
  checkAtLeast(domains, 1)
  if (domains.isSet && constraint.at('whenUnsatisfiable').text !== 'DoNotSchedule')
    domains.refuse('must be left out unless whenUnsatisfiable is DoNotSchedule')
}
