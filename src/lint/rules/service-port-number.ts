import { listAt, textAt } from '../../manifest/fields.ts'
import { nameOf } from './rendered-release.ts'
import { containerWith, servicesOf } from './rendered-services.ts'
import type { Rule, Violation } from './rule.ts'

export const servicePortNumber: Rule = {
  name: 'service-port-number',
  severity: 'warning',
  finds: 'a `targetPort` by a number that the selected pods do not declare, though they declare others',
  reason: 'Nothing may listen there. Ports need not be declared, but a list that lacks one misleads its readers.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  fix: 'correct the number, or add it to the ports of the container',
  *check(release): Iterable<Violation> {
    for (const { manifest, spec, ports, workloads } of servicesOf(release)) {
      // A headless Service forwards nothing: its clients choose the port.
      if (textAt(spec, 'clusterIP') === 'None') continue
      for (const { target, path, spec: port } of ports) {
        const number = Number(target)
        if (!Number.isInteger(number)) continue
        const declared = workloads.map(({ containers }) => containers.flatMap((one) => listAt(one.spec, 'ports')))
        const isOpen = workloads.some((workload) => containerWith(number, workload) !== undefined)
        const [first] = workloads
        if (first === undefined || isOpen || declared.some((one) => one.length === 0)) continue
        const listed = [...new Set(declared.flat().map(({ containerPort }) => String(containerPort)))].join(', ')
        yield {
          manifest,
          path: port['targetPort'] === undefined ? [...path, 'port'] : [...path, 'targetPort'],
          message: `no container of ${nameOf(first.manifest)} declares the port ${number}, only ${listed}`,
        }
      }
    }
  },
}
