import { getOwn } from '../../json-map.ts'
import type { Field } from '../forms/field.ts'
import { checkAtLeast, checkRange } from '../forms/numbers.ts'
import { checkQuantityNotNegative, checkQuantityPositive, containerResourceProblem } from '../forms/quantities.ts'
import { checkFilled, checkName, checkOneOf, dnsLabel, pathSegment } from '../forms/texts.ts'

const mostPeriod = 1800
const mostWindow = 3600

export function checkHorizontalPodAutoscaler(object: Field): void {
  const spec = object.at('spec')
  const least = spec.at('minReplicas')
  const most = spec.at('maxReplicas')
  checkAtLeast(least, 1)
  checkAtLeast(most, 1)
  if (most.number !== undefined && most.number >= 1 && most.number < (least.number ?? 1))
    most.refuse(`must be at least minReplicas, ${least.number}`)
  checkReference(spec.at('scaleTargetRef'), true)
  checkAtLeast(spec.at('targetCPUUtilizationPercentage'), 1)
  for (const metric of spec.at('metrics').items) checkMetric(metric)
  for (const name of ['scaleUp', 'scaleDown']) checkScaling(spec.below('behavior', name))
}

/** `needsGroup`: what is scaled has one, what a metric is about may be a Service. */
function checkReference(reference: Field, needsGroup: boolean): void {
  if (!reference.isSet) return
  checkName(reference.at('kind'), pathSegment)
  checkName(reference.at('name'), pathSegment)
  const version = reference.at('apiVersion')
  if ((version.text?.split('/').length ?? 0) > 2) version.refuse('must be a group and a version: apps/v1')
  else if (needsGroup && (version.text ?? '').indexOf('/') < 1 && version.minor >= 36)
    version.refuse(
      version.isSet ? 'must have a group: apps/v1' : 'is missing',
      'write apiVersion: apps/v1 for a Deployment',
    )
}

const fieldOf: Readonly<Record<string, string>> = {
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
  External: 'external',
}

function checkMetric(metric: Field): void {
  const type = metric.at('type')
  if (!checkFilled(type)) return
  checkOneOf(type, Object.keys(fieldOf))
  const own = getOwn(fieldOf, type.text ?? '')
  if (own === undefined) return
  for (const name of Object.values(fieldOf))
    if (name !== own && metric.at(name).isSet) metric.at(name).refuse(`must be left out where the type is ${type.text}`)
  const source = metric.at(own)
  if (source.isSet) checkSource(source, type.text ?? '')
  else source.refuse(`is missing: the type is ${type.text}`)
}

function checkSource(source: Field, type: string): void {
  const target = source.at('target')
  const isResource = type === 'Resource' || type === 'ContainerResource'
  if (type === 'ContainerResource') checkResourceName(source.at('name'))
  else if (isResource) checkFilled(source.at('name'))
  else checkName(source.below('metric', 'name'), pathSegment)
  if (type === 'ContainerResource') checkName(source.at('container'), dnsLabel)
  if (type === 'Object') checkReference(source.at('describedObject'), false)
  if (!target.isSet) return
  if (checkFilled(target.at('type'))) checkOneOf(target.at('type'), ['Utilization', 'Value', 'AverageValue'])
  checkQuantityPositive(target.at('value'))
  checkQuantityPositive(target.at('averageValue'))
  checkAtLeast(target.at('averageUtilization'), 1)
  const wanted =
    type === 'Pods' ? ['averageValue'] : isResource ? ['averageUtilization', 'averageValue'] : ['value', 'averageValue']
  const given = wanted.filter((name) => target.at(name).isSet)
  if (given.length === 0) target.refuse(`must have ${wanted.join(' or ')}`)
  if (given.length === 2 && type !== 'Object')
    target
      .at(isResource ? 'averageValue' : 'value')
      .refuse(`must be left out where there is ${isResource ? 'averageUtilization' : 'averageValue'}`)
}

function checkResourceName(name: Field): void {
  if (!checkFilled(name) || name.text === undefined) return
  const problem = containerResourceProblem(name.text)
  if (problem !== undefined) name.refuse(problem)
}

function checkScaling(rules: Field): void {
  if (!rules.isSet) return
  checkRange(rules.at('stabilizationWindowSeconds'), 0, mostWindow)
  checkOneOf(rules.at('selectPolicy'), ['Max', 'Min', 'Disabled'])
  checkQuantityNotNegative(rules.at('tolerance'))
  const policies = rules.at('policies')
  if (policies.isSet && policies.size === 0) policies.refuse('must have a policy')
  for (const policy of policies.items) {
    if (checkFilled(policy.at('type'))) checkOneOf(policy.at('type'), ['Pods', 'Percent'])
    checkAtLeast(policy.at('value'), 1)
    checkRange(policy.at('periodSeconds'), 1, mostPeriod)
  }
}
