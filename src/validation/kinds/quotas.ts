import type { Field } from '../forms/field.ts'
import { checkAmount, checkContainerResource, isMore, quantityOf } from '../forms/quantities.ts'
import { checkExpressionValues } from '../forms/selectors.ts'
import { checkUnique, misses, qualifiedName } from '../forms/texts.ts'

const ofQuotas = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
])

const opposites = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const

/** What counts within a scope: of pods that request nothing, the pods themselves; of claims, what they ask for; else also what pods use. */
function countsIn(scope: string, resource: string): boolean {
  if (scope === 'VolumeAttributesClass') return resource === 'persistentvolumeclaims' || resource === 'requests.storage'
  return resource === 'pods' || (scope !== 'BestEffort' && /^(?:(?:requests|limits)\.)?(?:cpu|memory)$/.test(resource))
}

export function checkResourceQuota(object: Field): void {
  const spec = object.at('spec')
  const hard = spec.at('hard')
  for (const amount of hard.entries) {
    const name = String(amount.step)
    const wanted = misses(name, qualifiedName)
    if (wanted !== undefined) amount.refuse(`has a name that ${wanted}`)
    else if (!name.includes('/') && !ofQuotas.has(name) && !/^(?:requests\.)?hugepages-/.test(name))
      amount.refuse('is not a resource of quotas', 'write pods, requests.cpu, limits.memory, count/deployments.apps, …')
    checkAmount(amount)
  }
  const scopes = spec.at('scopes')
  const expressions = spec.below('scopeSelector', 'matchExpressions').items
  const names = [...scopes.items, ...expressions.map((expression) => expression.at('scopeName'))].map(
    ({ text }) => text,
  )
  for (const [one, other] of opposites)
    if (names.includes(one) && names.includes(other)) scopes.refuse(`must not have both ${one} and ${other}`)
  for (const amount of hard.entries) {
    const resource = String(amount.step)
    const scope = names.find((one) => one !== undefined && !countsIn(one, resource))
    if (ofQuotas.has(resource) && scope !== undefined)
      amount.refuse(`must be left out: it doesn't count in the scope ${scope}`)
  }
  for (const expression of expressions) {
    checkExpressionValues(expression, ['In', 'NotIn', 'Exists', 'DoesNotExist'])
    const operator = expression.at('operator')
    const scope = expression.at('scopeName').text
    if (
      scope !== undefined &&
      scope !== 'PriorityClass' &&
      scope !== 'VolumeAttributesClass' &&
      operator.text !== 'Exists'
    )
      operator.refuse(`must be Exists for the scope ${scope}`)
  }
}

const bounds = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio']

export function checkLimitRange(object: Field): void {
  const limits = object.below('spec', 'limits').items
  checkUnique(
    limits.map((limit) => limit.at('type')),
    'is the type of another entry, too',
  )
  for (const limit of limits) checkLimit(limit)
}

function checkLimit(limit: Field): void {
  const type = limit.at('type')
  const isKnown = ['Pod', 'Container', 'PersistentVolumeClaim'].includes(type.text ?? '')
  const wanted = type.text === undefined ? undefined : misses(type.text, qualifiedName)
  if (wanted !== undefined || (type.text !== undefined && !isKnown && !type.text.includes('/')))
    type.refuse('must be Container, Pod or PersistentVolumeClaim')
  if (type.text === 'Pod')
    for (const name of ['default', 'defaultRequest'])
      if (limit.at(name).size > 0) limit.at(name).refuse('must be left out where the type is Pod')
  if (
    type.text === 'PersistentVolumeClaim' &&
    ['min', 'max'].every((name) => limit.below(name, 'storage').value === undefined)
  )
    limit.refuse('must have storage in min or max')
  const resources = bounds.flatMap((name) => limit.at(name).entries)
  if (type.text === 'Pod' || type.text === 'Container') for (const amount of resources) checkContainerResource(amount)
  for (const name of new Set(resources.map(({ step }) => String(step)))) checkOrder(limit, name)
}

/** Of one resource: min ≤ defaultRequest ≤ default ≤ max. What goes out of the order of two bounds is the default. */
function checkOrder(limit: Field, resource: string): void {
  const order = ['min', 'defaultRequest', 'default', 'max'].map((name) => limit.below(name, resource))
  for (const [index, lower] of order.entries()) {
    const higher = order.slice(index + 1).find((other) => isAbove(lower, other))
    if (higher === undefined) continue
    const [lowerName, higherName] = [lower.path.at(-2), higher.path.at(-2)]
    if (lowerName === 'min' && higherName !== 'max') higher.refuse(`must be at least min, ${shown(lower)}`)
    else lower.refuse(`must be at most ${higherName}, ${shown(higher)}`)
    return
  }
  const ratio = limit.below('maxLimitRequestRatio', resource)
  const [least = 0, most = Number.NaN] = [
    quantityOf(limit.below('min', resource)),
    quantityOf(limit.below('max', resource)),
  ]
  if ((quantityOf(ratio) ?? 1) < 1) ratio.refuse('must be at least 1')
  else if (least !== 0 && (quantityOf(ratio) ?? 1) > most / least)
    ratio.refuse(`must be at most max / min, ${most / least}`)
}

function isAbove(lower: Field, higher: Field): boolean {
  const [least, most] = [quantityOf(lower), quantityOf(higher)]
  return least !== undefined && most !== undefined && isMore(least, most)
}

/** null is 0. */
function shown({ value }: Field): string {
  return value === null ? '0' : String(value)
}
