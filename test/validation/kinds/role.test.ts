import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a role or a binding', () => {
  itSays('role', {
    URLs: ['rules[0].nonResourceURLs: must be left out of a Role'],
    'no verbs': ['rules[0].verbs: must have a verb'],
    'no groups': ['rules[0].apiGroups: is missing'],
    'no resources': ['rules[0].resources: is missing'],
    'an unknown verb': [],
    'no rules': [],
  })

  itSays('cluster-role', {
    'URLs with resources': ['rules[0].nonResourceURLs: must be left out where there are resources'],
  })

  itSays('cluster-role-aggregated', {
    'no selectors': ['aggregationRule.clusterRoleSelectors: must have a selector'],
  })

  itSays('role-binding', {
    'an unknown kind': ['subjects[0].kind: must be ServiceAccount, User or Group'],
    'a service account with a group': ['subjects[0].apiGroup: must be left out of a ServiceAccount'],
    'a service account without a namespace': [],
    'a user of another group': ['subjects[0].apiGroup: must be rbac.authorization.k8s.io'],
    'a user without a group': [],
    'a role of another group': ['roleRef.apiGroup: must be rbac.authorization.k8s.io'],
    'a role of an unknown kind': ['roleRef.kind: must be Role or ClusterRole'],
  })

  itSays('cluster-role-binding', {
    'a Role': ['roleRef.kind: must be ClusterRole'],
    'a service account without a namespace': ['subjects[0].namespace: is missing'],
  })
})
