import type { Field } from '../forms/field.ts'
import { checkNotNegative } from '../forms/numbers.ts'
import { checkLabelSelector, checkSelectsTemplate } from '../forms/selectors.ts'
import {
  checkFilled,
  checkName,
  checkOneOf,
  checkText,
  dnsLabel,
  domainPath,
  misses,
  qualifiedName,
} from '../forms/texts.ts'
import { checkPodTemplate } from '../pods/pod-template.ts'

const mostParallel = 100_000

export function checkJob(object: Field): void {
  const spec = object.at('spec')
  if (!spec.isSet) return
  const name = object.below('metadata', 'name')
  if ((name.text?.length ?? 0) > mostName)
    name.refuse(`must have at most ${mostName} characters, not ${name.text?.length}: its pods have it as a label`)
  checkJobSpec(spec)
  checkLabelSelector(spec.at('selector'))
  if (spec.at('manualSelector').value === true) {
    if (spec.at('selector').isSet) checkSelectsTemplate(spec.at('selector'), spec.at('template'))
    else spec.at('selector').refuse('is missing: manualSelector is true')
  } else if (spec.at('selector').size > 0) {
    spec.at('selector').refuse('must be left out: the API server writes it', 'or set manualSelector: true')
  }
  checkHostName(object)
}

/** Its pods have the name as a label. */
const mostName = 63

/** A pod of an indexed Job has its index behind the Job's name as its host name. */
function checkHostName(object: Field): void {
  const spec = object.at('spec')
  const completions = spec.at('completions').number ?? 0
  if (spec.at('completionMode').text !== 'Indexed' || completions < 1) return
  const name = object.below('metadata', 'name')
  const host = `${name.text}-${completions - 1}`
  const wanted = misses(host, dnsLabel)
  if (wanted !== undefined) name.refuse(`makes ${host} a host name, which ${wanted}`)
}

/** The spec of a Job, or of a CronJob's Jobs. */
export function checkJobSpec(spec: Field): void {
  checkNotNegative(
    spec,
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
    'backoffLimitPerIndex',
    'maxFailedIndexes',
  )
  checkText(spec.at('managedBy'), { ...domainPath, most: 63 })
  checkIndexes(spec)
  const template = spec.at('template')
  if (template.isSet) {
    checkPodTemplate(template)
    checkRestartPolicy(spec)
  }
  if (spec.at('podFailurePolicy').isSet) checkFailurePolicy(spec)
  if (spec.at('successPolicy').isSet) checkSuccessPolicy(spec)
}

function checkRestartPolicy(spec: Field): void {
  const policy = spec.below('template', 'spec', 'restartPolicy')
  if (!spec.below('template', 'spec').isSet) return
  if (!policy.isSet || policy.text === '' || policy.text === 'Always')
    policy.refuse(`${policy.isSet ? 'must be' : 'is missing: it must be'} OnFailure or Never in a Job`)
  else if (policy.text === 'OnFailure' && spec.at('podFailurePolicy').isSet)
    policy.refuse('must be Never where there is a podFailurePolicy')
}

const onlyIndexed = ['backoffLimitPerIndex', 'maxFailedIndexes', 'successPolicy']

function checkIndexes(spec: Field): void {
  const failed = spec.at('maxFailedIndexes')
  if (failed.isSet && !spec.at('backoffLimitPerIndex').isSet)
    spec.at('backoffLimitPerIndex').refuse('is missing: there are maxFailedIndexes')
  checkFilled(spec.at('completionMode'))
  const mode = spec.at('completionMode').text ?? 'NonIndexed'
  if (mode === 'NonIndexed') {
    for (const field of onlyIndexed.map((name) => spec.at(name)))
      if (field.isSet) field.refuse('must be left out unless the completionMode is Indexed')
    return
  }
  if (mode !== 'Indexed') return
  const completions = spec.at('completions')
  const parallelism = spec.at('parallelism')
  if (!completions.isSet) completions.refuse('is missing: the completionMode is Indexed')
  if ((parallelism.number ?? 0) > mostParallel)
    parallelism.refuse(`must be at most ${mostParallel} where the completionMode is Indexed`)
  if (failed.number !== undefined && failed.number > Math.min(completions.number ?? mostParallel, mostParallel))
    failed.refuse(`must be at most ${Math.min(completions.number ?? mostParallel, mostParallel)}`)
}

function checkFailurePolicy(spec: Field): void {
  const pod = spec.below('template', 'spec')
  const names = [...pod.at('containers').items, ...pod.at('initContainers').items].map((one) => one.at('name').text)
  const replacement = spec.at('podReplacementPolicy')
  if (replacement.isSet && replacement.text !== 'Failed')
    replacement.refuse('must be Failed where there is a podFailurePolicy')
  for (const rule of spec.below('podFailurePolicy', 'rules').items) {
    const codes = rule.at('onExitCodes')
    const conditions = rule.at('onPodConditions')
    if (codes.isSet === conditions.size > 0) rule.refuse('must have either onExitCodes or onPodConditions')
    if (rule.at('action').text === 'FailIndex' && !spec.at('backoffLimitPerIndex').isSet)
      rule.at('action').refuse('must not be FailIndex where there is no backoffLimitPerIndex')
    if (codes.isSet) checkExitCodes(codes, names)
    checkFilled(rule.at('action'))
    for (const condition of conditions.items) {
      checkName(condition.at('type'), qualifiedName, false)
      checkOneOf(condition.at('status'), ['True', 'False', 'Unknown', ''])
    }
  }
}

function checkExitCodes(codes: Field, names: readonly (string | undefined)[]): void {
  const name = codes.at('containerName')
  if (name.isSet && !names.includes(name.text)) name.refuse('is not a container of the pod')
  checkFilled(codes.at('operator'))
  const values = codes.at('values')
  if (values.isSet && values.size === 0) values.refuse('must have a value')
  const numbers = values.items.map(({ number }) => number ?? 0)
  if (codes.at('operator').text === 'In')
    values.items.find(({ number }) => number === 0)?.refuse('must not be 0 with the operator In')
  if (new Set(numbers).size < numbers.length) values.refuse('must not have a value twice')
  else if (numbers.some((number, index) => number < (numbers[index - 1] ?? number)))
    values.refuse('must be in ascending order')
}

function checkSuccessPolicy(spec: Field): void {
  const rules = spec.below('successPolicy', 'rules')
  const completions = spec.at('completions').number
  if (rules.isSet && rules.size === 0) rules.refuse('must have a rule')
  for (const rule of rules.items) {
    const count = rule.at('succeededCount')
    const indexes = rule.at('succeededIndexes')
    if (!count.isSet && !indexes.isSet) rule.refuse('must have a succeededCount or succeededIndexes')
    if (completions !== undefined && (count.number ?? 0) > completions)
      count.refuse(`must be at most the completions, ${completions}`)
    if (indexes.text !== undefined && !/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/.test(indexes.text))
      indexes.refuse('must be indexes such as 0,2-4')
  }
}
