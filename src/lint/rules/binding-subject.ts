import { listAt, textAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import type { Rule, Violation } from './rule.ts'

export const bindingSubject: Rule = {
  name: 'binding-subject',
  severity: 'error',
  finds: 'a binding to a ServiceAccount that is rendered, but in another namespace',
  reason: 'The account of the pods gets no rights, and one of the same name elsewhere would.',
  source: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects',
  fix: 'take the namespace of the release: namespace: {{ NAMESPACE }}',
  *check(release): Iterable<Violation> {
    const accounts = release.ofKind('/ServiceAccount').map(({ object }) => refOf(object))
    for (const kind of ['RoleBinding', 'ClusterRoleBinding']) {
      for (const manifest of release.ofKind(`rbac.authorization.k8s.io/${kind}`)) {
        const subjects = listAt(manifest.object, 'subjects')
        for (const [index, subject] of subjects.entries()) {
          const [name, namespace] = [textAt(subject, 'name'), textAt(subject, 'namespace')]
          const alike = accounts.filter((account) => account.name === name && account.namespace !== undefined)
          const isAccount = textAt(subject, 'kind') === 'ServiceAccount' && namespace !== ''
          if (!isAccount || alike.length === 0 || alike.some((account) => account.namespace === namespace)) continue
          // A list of namespaces may have the right one, too.
          if (subjects.some((other) => alike.some((one) => isNamed(other, one.name, one.namespace)))) continue
          const message = `ServiceAccount ${name} is rendered in the namespace ${alike[0]?.namespace}, not in ${namespace}`
          yield { manifest, path: ['subjects', index, 'namespace'], message }
        }
      }
    }
  },
}

function isNamed(subject: Parameters<typeof textAt>[0], name: string, namespace: string | undefined): boolean {
  return textAt(subject, 'name') === name && textAt(subject, 'namespace') === namespace
}
