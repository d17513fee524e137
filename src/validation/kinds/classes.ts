import { stringifyJson } from '../../json.ts'
import type { Field } from '../forms/field.ts'
import { checkFilled, checkName, checkOneOf, checkText, checkUnique, qualifiedName } from '../forms/texts.ts'

const mostUserPriority = 1_000_000_000

export function checkPriorityClass(object: Field): void {
  const value = object.at('value')
  checkFilled(object.at('preemptionPolicy'))
  const name = object.below('metadata', 'name')
  if (name.text?.startsWith('system-')) name.refuse("must not begin with system-: such names are Kubernetes' own")
  else if ((value.number ?? 0) > mostUserPriority) value.refuse(`must be at most ${mostUserPriority}`)
}

export function checkStorageClass(object: Field): void {
  const provisioner = object.at('provisioner')
  if (provisioner.text !== undefined)
    checkName(provisioner, { ...qualifiedName, pattern: new RegExp(qualifiedName.pattern.source, 'i') })
  checkFilled(object.at('volumeBindingMode'))
  checkOneOf(object.at('reclaimPolicy'), ['Delete', 'Retain', ''])
  const topologies = object.at('allowedTopologies').items
  const texts = topologies.map(({ value }) => stringifyJson(value))
  for (const [index, topology] of topologies.entries()) {
    if (texts.indexOf(texts[index] ?? '') < index) topology.refuse('is there twice')
    const expressions = topology.at('matchLabelExpressions').items
    if (expressions.length === 0) topology.refuse('must have matchLabelExpressions')
    checkUnique(expressions.map((expression) => expression.at('key')))
    for (const expression of expressions) {
      checkUnique(expression.at('values').items)
      checkText(expression.at('key'), qualifiedName)
      if (expression.at('values').isSet && expression.at('values').size === 0)
        expression.at('values').refuse('must have a value')
    }
  }
}
