import { textAt } from '../../manifest/fields.ts'
import { probeOf } from './probe.ts'
import { runsOn, type Workload } from './rendered-release.ts'
import { containerWith, type RenderedService, servicesOf } from './rendered-services.ts'
import type { Rule, Violation } from './rule.ts'

export const readinessProbe: Rule = {
  name: 'readiness-probe',
  severity: 'warning',
  finds: 'pods behind a Service of the render none of whose containers has a readiness probe',
  reason:
    'Requests go to a pod from the moment its containers start, and a rollout takes it for good, whether it can answer or not.',
  source: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#readiness-probe',
  fix: 'add a readinessProbe that fails while the program cannot serve: readinessProbe: {httpGet: {path: /ready, port: http}}',
  *check(release): Iterable<Violation> {
    const seen = new Set<Workload>()
    for (const service of servicesOf(release)) {
      if (service.spec['publishNotReadyAddresses'] === true || isForMetrics(service)) continue
      for (const workload of service.workloads) {
        if (seen.has(workload) || !runsOn(workload) || workload.containers.length === 0) continue
        seen.add(workload)
        if (workload.containers.some((container) => probeOf(container, 'readinessProbe') !== undefined)) continue
        const { manifest, podPath } = workload
        const container = servingContainer(service, workload)
        const who = container === undefined ? '' : `container ${container.name}: `
        const message = `${who}no readiness probe, though Service ${service.name} sends requests to it`
        yield { manifest, path: container?.path ?? podPath, message }
      }
    }
  },
}

/** Nobody waits for an answer there: a pod that can't be scraped yet is scraped later. */
function isForMetrics({ ports }: RenderedService): boolean {
  return ports.every(({ spec }) => /metrics|prometheus/.test(textAt(spec, 'name')))
}

/** The one that declares a port of the Service; else the first that isn't an init container. */
function servingContainer({ ports }: RenderedService, workload: Workload) {
  for (const { target } of ports) {
    const container = containerWith(target, workload)
    if (container !== undefined) return container
  }
  return workload.containers.find(({ role }) => role === 'main')
}
