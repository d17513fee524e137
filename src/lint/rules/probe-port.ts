import { listAt } from '../../manifest/fields.ts'
import { nearest } from '../../nearest.ts'
import { portsNamedBy } from './probe.ts'
import type { Rule, Violation } from './rule.ts'

export const probePort: Rule = {
  name: 'probe-port',
  severity: 'error',
  finds: 'a probe or lifecycle hook that names a port which its container does not declare',
  reason: 'The kubelet looks the name up in the container alone; without it the probe always fails.',
  source:
    'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port',
  fix: 'name the port in the ports of the container, or give its number',
  *check({ workloads }): Iterable<Violation> {
    for (const { manifest, containers } of workloads) {
      for (const container of containers) {
        const names = listAt(container.spec, 'ports').flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
        for (const { name, path } of portsNamedBy(container)) {
          if (names.includes(name)) continue
          const message = `container ${container.name}: no port of it is named ${name}`
          const near = nearest(name, names)
          yield { manifest, path, message: near === undefined ? message : `${message}; did you mean ${near}?` }
        }
      }
    }
  },
}
