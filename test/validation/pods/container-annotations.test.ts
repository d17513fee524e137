import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('annotations that name containers', () => {
  itSays('deployment', {
    'an AppArmor annotation of no container': [
      "spec.template.metadata.annotations.container.apparmor.security.beta.kubernetes.io/sidecar: names a container that the pod doesn't have: sidecar",
    ],
  })
})
