import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'

const rule = 'binding-subject'
const account = (namespace: string) =>
  `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: ${namespace}}\n`
const binding = (...subjects: string[]) =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {kind: ClusterRole, name: view, apiGroup: rbac.authorization.k8s.io}\nsubjects:\n${subjects.join('')}`
const subject = (namespace: string, name = 'web') =>
  `- kind: ServiceAccount\n  name: ${name}\n  namespace: ${namespace}\n`

describe('the rule binding-subject', () => {
  it('finds an account that is rendered elsewhere', () => {
    expect(foundIn(rule, account('prod'), binding(subject('default')))).toEqual([
      ['ServiceAccount web is rendered in the namespace prod, not in default', 'namespace: default'],
    ])
  })

  it.each([
    ['its own namespace', binding(subject('prod'))],
    ['accounts that are not rendered', binding(subject('default', 'other'))],
    ['several namespaces, with the right one', binding(subject('default'), subject('prod'))],
    ['a group', binding('- kind: Group\n  name: web\n')],
  ])('passes %s', (_, text) => {
    expect(foundIn(rule, account('prod'), text)).toEqual([])
  })
})
