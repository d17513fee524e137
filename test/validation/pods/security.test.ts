import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('security contexts', () => {
  itSays('deployment', {
    'root that may not be root': [],
    'a user beyond 32 bits': ['spec.template.spec.securityContext.runAsUser: must be between 0 and 2147483647'],
    'a privileged container that may not escalate': [
      'spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation: must not be false where privileged is true',
    ],
    'a capability that escalates': [
      'spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation: must not be false where CAP_SYS_ADMIN is added',
    ],
    'a seccomp profile without its file': [
      'spec.template.spec.securityContext.seccompProfile.localhostProfile: is missing: the type is Localhost',
    ],
    'a seccomp file of another type': [
      'spec.template.spec.securityContext.seccompProfile.localhostProfile: must be left out unless the type is Localhost',
    ],
    'a sysctl of an odd name': [
      'spec.template.spec.securityContext.sysctls[0].name: must be a name such as net.core.somaxconn',
    ],
    'a shared process namespace with that of the host': [
      'spec.template.spec.shareProcessNamespace: must not be true where hostPID is',
    ],
    'a user namespace with the host network': [
      'spec.template.spec.hostNetwork: must not be true where hostUsers is false',
    ],
    'a user namespace with the host processes': [
      'spec.template.spec.hostPID: must not be true where hostUsers is false',
    ],
  })
})
