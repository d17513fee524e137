import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a Secret', () => {
  itSays('secret', {
    'a key with a slash': ['stringData.a/b: has a key that must be letters, digits, -, _ and ., and not begin with ..'],
    'an empty type': [],
    "a type of one's own": [],
    "a service account's type": [
      'metadata.annotations.kubernetes.io/service-account.name: is missing: the type is kubernetes.io/service-account-token',
    ],
    'the type of TLS': [
      'stringData.tls.crt: is missing: the type is kubernetes.io/tls',
      'stringData.tls.key: is missing: the type is kubernetes.io/tls',
    ],
    'the type of SSH': ['stringData.ssh-privatekey: is missing: the type is kubernetes.io/ssh-auth'],
    'the type of a registry': ['stringData..dockerconfigjson: is missing: the type is kubernetes.io/dockerconfigjson'],
    'the type of a login': [],
  })

  itSays('secret-tls', {
    'no key': ['data.tls.key: is missing: the type is kubernetes.io/tls'],
    'an empty key': [],
    'keys as text': [],
  })

  itSays('secret-registry', {
    'a list': ['stringData..dockerconfigjson: must be a JSON object'],
    'broken JSON': ['stringData..dockerconfigjson: must be a JSON object'],
    'JSON in data': [],
    'broken JSON in data': ['data..dockerconfigjson: must be a JSON object'],
    'the key of old': ['stringData..dockerconfigjson: is missing: the type is kubernetes.io/dockerconfigjson'],
  })
})
