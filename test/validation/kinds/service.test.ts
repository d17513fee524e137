import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a Service', () => {
  itSays('service', {
    'no ports': ['spec.ports: is missing'],
    'ports without names': [
      'spec.ports[0].name: is missing: a Service of several ports names each',
      'spec.ports[1].name: is missing: a Service of several ports names each',
    ],
    'a port name twice': ['spec.ports[1].name: is the name of another port, too'],
    'a port for each protocol': [],
    'a target in quotes': ['spec.ports[0].targetPort: is a port number in quotes'],
    'a target of a long name': ['spec.ports[0].targetPort: must have at most 15 characters, not 18'],
    'a target of 0': [],
    'a port of the nodes': ['spec.ports[0].nodePort: must be left out where the type is ClusterIP'],
    'a policy for traffic from outside': [
      'spec.externalTrafficPolicy: must be left out unless the type is NodePort or LoadBalancer',
    ],
    'ranges of clients': ['spec.loadBalancerSourceRanges: must be left out unless the type is LoadBalancer'],
    'a class of load balancers': ['spec.loadBalancerClass: must be left out unless the type is LoadBalancer'],
    'node ports of a load balancer': [
      'spec.allocateLoadBalancerNodePorts: must be left out unless the type is LoadBalancer',
    ],
    'an affinity of more than a day': [
      'spec.sessionAffinityConfig.clientIP.timeoutSeconds: must be between 1 and 86400',
    ],
    'an affinity without its settings': [],
    'settings of no affinity': [],
    'an unknown distribution': ['spec.trafficDistribution: must be PreferClose, PreferSameZone or PreferSameNode'],
    'an address that is none': ['spec.clusterIP: must be an IP address such as 10.0.0.1 or fd00::1'],
    'another first address': ['spec.clusterIPs[0]: must be the clusterIP, 10.0.0.5'],
    'None among addresses': ['spec.clusterIPs: must have nothing beside None'],
    'a family twice': ['spec.ipFamilies[1]: is there twice'],
    'an external name beside': [],
    'an odd protocol of the app': [
      'spec.ports[0].appProtocol: must be a name such as app or example.com/app: letters, digits, -, _ and ., at most 63 behind the slash, with a letter or digit at both ends',
    ],
    'a selector with a bad value': [
      'spec.selector.app: must be letters, digits, -, _ and ., with a letter or digit at both ends',
    ],
    'no selector': [],
    'a node port for health': [
      'spec.healthCheckNodePort: must be left out unless the type is LoadBalancer, and the externalTrafficPolicy Local',
    ],
  })

  itSays('service-headless', {
    'no ports': [],
    'a NodePort': ['spec.clusterIP: must not be None where the type is NodePort'],
    'a LoadBalancer': ['spec.clusterIP: must not be None where the type is LoadBalancer'],
  })

  itSays('service-load-balancer', {
    'a range with a host': ['spec.loadBalancerSourceRanges[0]: must not set bits behind the first 8'],
    'an address as range': ['spec.loadBalancerSourceRanges[0]: must be a network such as 10.0.0.0/8 or fd00::/8'],
    'a range with blanks': [],
    'a range beyond 32 bits': ['spec.loadBalancerSourceRanges[0]: must be a network such as 10.0.0.0/8 or fd00::/8'],
    'an external name as address': ['spec.externalIPs[0]: must be an IP address such as 10.0.0.1 or fd00::1'],
    'a local external address': ['spec.externalIPs[0]: must not be an address that only the host itself reaches'],
    'a class without a domain': [],
  })

  itSays('service-node-port', {
    'a node port twice': ['spec.ports[1].nodePort: is the nodePort of another port, too'],
  })

  itSays('service-external', {
    'no name': ['spec.externalName: is missing: the type is ExternalName'],
    'a URL': [
      'spec.externalName: must be lower-case letters, digits, - and ., with a letter or digit at both ends and around each dot',
    ],
    'a name that ends in a dot': [],
    'an address': [],
    'a cluster address': ['spec.clusterIP: must be left out where the type is ExternalName'],
    'a family': ['spec.ipFamilies: must be left out where the type is ExternalName'],
    ports: [],
  })
})
