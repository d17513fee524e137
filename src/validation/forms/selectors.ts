import type { Field } from './field.ts'
import { checkFilled, checkOneOf, checkText, labelValue, misses, qualifiedName } from './texts.ts'

/** The labels of an object, or a selector that is a map of them. */
export function checkLabels(labels: Field): void {
  for (const label of labels.entries) {
    const wanted = misses(String(label.step), qualifiedName)
    if (wanted !== undefined) label.refuse(`has a key that ${wanted}`)
    checkText(label, labelValue)
  }
}

/** matchLabels and matchExpressions (apimachinery, meta/v1 LabelSelector). */
export function checkLabelSelector(selector: Field): void {
  checkLabels(selector.at('matchLabels'))
  for (const expression of selector.at('matchExpressions').items) {
    checkExpressionValues(expression, ['In', 'NotIn', 'Exists', 'DoesNotExist'])
    for (const value of expression.at('values').items) checkText(value, labelValue)
  }
}

/** What an operator wants of its values, and the key. The schema requires both. */
export function checkExpressionValues(expression: Field, operators: readonly string[]): void {
  const operator = expression.at('operator')
  const values = expression.at('values')
  if (checkFilled(operator)) checkOneOf(operator, operators)
  if (operator.text === 'In' || operator.text === 'NotIn') {
    if (values.size === 0) values.refuse(`must have a value with the operator ${operator.text}`)
  } else if (operator.text === 'Exists' || operator.text === 'DoesNotExist') {
    if (values.size > 0) values.refuse(`must be left out with the operator ${operator.text}`)
  }
  const key = expression.at('key')
  if (checkFilled(key)) checkText(key, qualifiedName)
}

/** The selector of a workload: it must select something, and the pods of its own template. */
export function checkWorkloadSelector(workload: Field): void {
  const selector = workload.at('selector')
  if (!selector.isSet) return
  checkLabelSelector(selector)
  if (selector.at('matchLabels').size + selector.at('matchExpressions').size === 0) {
    selector.refuse('is empty', 'name labels of the pod template in selector.matchLabels')
    return
  }
  if (workload.at('template').isSet) checkSelectsTemplate(selector, workload.at('template'))
}

/** The selector of a workload and the labels of its pods. */
export function checkSelectsTemplate(selector: Field, template: Field): void {
  const labels = template.below('metadata', 'labels')
  refuseLabels(labels, unequalLabel(selector.at('matchLabels'), labels) ?? unmetExpression(selector, labels))
}

/** The same of a selector that is a map of labels, as of a ReplicationController. */
export function checkSelectsLabels(selector: Field, labels: Field): void {
  refuseLabels(labels, unequalLabel(selector, labels))
}

function refuseLabels(labels: Field, missed: string | undefined): void {
  if (missed === undefined) return
  labels.refuse(`lacks what the selector names: ${missed}`, 'write the same labels into selector and template')
}

/** The first label of a map that others don't have, in words. */
function unequalLabel(map: Field, labels: Field): string | undefined {
  // null is an empty text here.
  const found = map.entries.find(
    ({ step, text, value }) => (text ?? value) !== undefined && (labels.at(String(step)).text ?? '') !== (text ?? ''),
  )
  return found === undefined ? undefined : `${found.step}: ${found.text}`
}

function unmetExpression(selector: Field, labels: Field): string | undefined {
  for (const expression of selector.at('matchExpressions').items) {
    const key = expression.at('key').text ?? ''
    const value = labels.at(key).text
    const values = expression.at('values').items.map(({ text }) => text)
    const isMet = {
      In: value !== undefined && values.includes(value),
      NotIn: value === undefined || !values.includes(value),
      Exists: value !== undefined,
      DoesNotExist: value === undefined,
    }[expression.at('operator').text ?? '']
    if (isMet === false) return `${key} ${expression.at('operator').text} ${values.join(', ')}`.trimEnd()
  }
  return undefined
}
