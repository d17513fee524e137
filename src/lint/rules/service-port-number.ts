import { listAt, textAt } from '../../manifest/fields.ts'
import { nameOf } from './rendered-release.ts'
import { containerWith, servicesOf } from './rendered-services.ts'
import type { Rule, Violation } from './rule.ts'

export const servicePortNumber: Rule = {
  name: 'service-port-number',
  severity: 'warning',
  finds:
    'a Service whose `targetPort`s are numbers none of which the selected pods declare, though they declare others',
  reason: 'Ports need not be declared, but where a list has none of them, nothing may listen there.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  fix: 'correct the number, or add it to the ports of the container',
  *check(release): Iterable<Violation> {
    for (const { manifest, spec, ports, workloads } of servicesOf(release)) {
      // A headless Service forwards nothing: its clients choose the port.
      if (textAt(spec, 'clusterIP') === 'None') continue
      const declared = workloads.map(({ containers }) => containers.flatMap((one) => listAt(one.spec, 'ports')))
      const isOpen = ports.some(({ target }) =>
        workloads.some((one) => containerWith(asNumber(target), one) !== undefined),
      )
      const [first] = workloads
      if (first === undefined || isOpen || declared.some((one) => one.length === 0)) continue
      const listed = [...new Set(declared.flat().map(({ containerPort }) => String(containerPort)))].join(', ')
      for (const { target, path, spec: port } of ports) {
        const number = asNumber(target)
        if (typeof number !== 'number') continue
        yield {
          manifest,
          path: port['targetPort'] === undefined ? [...path, 'port'] : [...path, 'targetPort'],
          message: `no container of ${nameOf(first.manifest)} declares the port ${number}, only ${listed}`,
        }
      }
    }
  },
}

/** A number that is written as a text is one, too. */
function asNumber(target: string | number | undefined): string | number | undefined {
  return typeof target === 'string' && /^\d+$/.test(target) ? Number(target) : target
}
