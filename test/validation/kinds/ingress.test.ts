import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('an Ingress or an IngressClass', () => {
  itSays('ingress', {
    'no rules': ['spec.rules: is missing: an Ingress has rules or a defaultBackend'],
    'a wildcard in the middle': ['spec.rules[0].host: must have its * alone before the first dot: *.example.com'],
    'a wildcard alone': ['spec.rules[0].host: must have its * alone before the first dot: *.example.com'],
    'an address as host': ['spec.rules[0].host: must be a DNS name, not an IP address'],
    'a host with a port': [
      'spec.rules[0].host: must be lower-case letters, digits, - and ., with a letter or digit at both ends and around each dot',
    ],
    'a host with a scheme': [
      'spec.rules[0].host: must be lower-case letters, digits, - and ., with a letter or digit at both ends and around each dot',
    ],
    'no path': ['spec.rules[0].http.paths[0].path: is missing: the pathType is Prefix'],
    'a relative path': ['spec.rules[0].http.paths[0].path: must begin with /'],
    'a path with two slashes': ['spec.rules[0].http.paths[0].path: must not contain //'],
    'a path that leads out': ['spec.rules[0].http.paths[0].path: must not contain /..'],
    'a path of a regular expression': [],
    'an unknown path type': ['spec.rules[0].http.paths[0].pathType: must be Exact, Prefix or ImplementationSpecific'],
    'both kinds of backend': ['spec.rules[0].http.paths[0].backend: must not have both service and resource'],
    'no backend': ['spec.rules[0].http.paths[0].backend: must have a service or a resource'],
    'the backend of old': ['spec.rules[0].http.paths[0].backend: must have a service or a resource'],
    'both kinds of port': ['spec.rules[0].http.paths[0].backend.service.port: must not have both name and number'],
    'no port': ['spec.rules[0].http.paths[0].backend.service.port: must have a number or a name'],
    'a class in both places': ['metadata.annotations.kubernetes.io/ingress.class: must be the ingressClassName, nginx'],
    'the same class in both places': [],
    'TLS without hosts': [],
    'a TLS Secret in upper case': [
      'spec.tls[0].secretName: must be lower-case letters, digits, - and ., with a letter or digit at both ends and around each dot',
    ],
  })

  itSays('ingress-class', {
    'a controller without a path': ['spec.controller: must be a domain with a path: example.com/name'],
    'a cluster scope with a namespace': ['spec.parameters.namespace: must be left out unless the scope is Namespace'],
    'no namespace': ['spec.parameters.namespace: is missing'],
  })
})
