import { listAt, textAt } from '../../manifest/fields.ts'
import { nearest } from '../../nearest.ts'
import { nameOf } from './rendered-release.ts'
import { containerWith, servicesOf } from './rendered-services.ts'
import type { Rule, Violation } from './rule.ts'

export const servicePortName: Rule = {
  name: 'service-port-name',
  severity: 'error',
  finds: 'a `targetPort` by a name that no container of the selected pods declares',
  reason: 'The Service has no endpoints for that port: connections to it are refused.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  fix: 'give a port of the container that name, or use the number',
  *check(release): Iterable<Violation> {
    for (const { manifest, spec, ports, workloads } of servicesOf(release)) {
      // A headless Service forwards nothing: its clients choose the port.
      if (textAt(spec, 'clusterIP') === 'None') continue
      const [first] = workloads
      if (first === undefined || workloads.some(({ containers }) => containers.length === 0)) continue
      for (const { target, path } of ports) {
        if (typeof target !== 'string' || /^\d+$/.test(target)) continue
        if (workloads.some((workload) => containerWith(target, workload) !== undefined)) continue
        const names = workloads.flatMap(({ containers }) =>
          containers.flatMap(({ spec }) => listAt(spec, 'ports').map(({ name }) => String(name ?? ''))),
        )
        const near = nearest(target, names)
        const message = `no container of ${nameOf(first.manifest)} has a port named ${target}`
        yield {
          manifest,
          path: [...path, 'targetPort'],
          message: near === undefined ? message : `${message}; did you mean ${near}?`,
        }
      }
    }
  },
}
