import type { Field } from '../forms/field.ts'
import { checkLabelSelector } from '../forms/selectors.ts'
import { checkFilled, checkName, checkOneOf, checkText, dnsSubdomain, pathSegment } from '../forms/texts.ts'

const group = 'rbac.authorization.k8s.io'

export function checkRole(object: Field): void {
  for (const rule of object.at('rules').items) checkRule(rule, true)
}

export function checkClusterRole(object: Field): void {
  for (const rule of object.at('rules').items) checkRule(rule, false)
  const aggregation = object.at('aggregationRule')
  if (!aggregation.isSet) return
  const selectors = aggregation.at('clusterRoleSelectors')
  if (selectors.size === 0) selectors.refuse('must have a selector')
  for (const selector of selectors.items) checkLabelSelector(selector)
}

function checkRule(rule: Field, isNamespaced: boolean): void {
  const verbs = rule.at('verbs')
  const urls = rule.at('nonResourceURLs')
  if (verbs.isSet && verbs.size === 0) verbs.refuse('must have a verb')
  if (urls.size === 0) {
    for (const name of ['apiGroups', 'resources'])
      if (rule.at(name).size === 0)
        rule
          .at(name)
          .refuse(
            'is missing',
            name === 'apiGroups' ? 'the group of Pods, Services, ConfigMaps and the like is ""' : undefined,
          )
    return
  }
  if (isNamespaced) urls.refuse('must be left out of a Role', 'they belong into a ClusterRole')
  else if (['apiGroups', 'resources', 'resourceNames'].some((name) => rule.at(name).size > 0))
    urls.refuse('must be left out where there are resources', 'write a rule for each')
}

export function checkRoleBinding(object: Field): void {
  checkBinding(object, ['Role', 'ClusterRole'])
}

export function checkClusterRoleBinding(object: Field): void {
  checkBinding(object, ['ClusterRole'])
}

function checkBinding(object: Field, kinds: readonly string[]): void {
  const role = object.at('roleRef')
  if (!role.isSet) return
  if (role.at('apiGroup').text !== '') checkOneOf(role.at('apiGroup'), [group])
  if (checkFilled(role.at('kind'))) checkOneOf(role.at('kind'), kinds)
  checkName(role.at('name'), pathSegment)
  for (const subject of object.at('subjects').items) checkSubject(subject, kinds.includes('Role'))
}

function checkSubject(subject: Field, isNamespaced: boolean): void {
  const kind = subject.at('kind')
  const name = subject.at('name')
  const apiGroup = subject.at('apiGroup')
  checkFilled(name)
  if (!checkFilled(kind)) return
  checkOneOf(kind, ['ServiceAccount', 'User', 'Group'])
  if (kind.text !== 'ServiceAccount') {
    // The API server fills it in where it is left out.
    if (apiGroup.text !== '') checkOneOf(apiGroup, [group])
    return
  }
  if (name.text !== '') checkText(name, dnsSubdomain)
  if ((apiGroup.text ?? '') !== '') apiGroup.refuse('must be left out of a ServiceAccount')
  const namespace = subject.at('namespace')
  if (!isNamespaced && (namespace.text ?? '') === '') namespace.refuse('is missing')
}
