import { probeOf, probes } from './probe.ts'
import { runsOn } from './rendered-release.ts'
import { servicesOf } from './rendered-services.ts'
import type { Rule, Violation } from './rule.ts'

export const workerProbe: Rule = {
  name: 'worker-probe',
  severity: 'off',
  finds: 'pods that no Service of the render selects and that have no probe at all',
  reason: 'Nothing notices that the program hangs, and a rollout takes it for good as soon as it starts.',
  source: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  fix: 'add a livenessProbe, such as an exec of a command that looks at the age of a file the program touches',
  *check(release): Iterable<Violation> {
    const served = new Set(servicesOf(release).flatMap(({ workloads }) => workloads))
    for (const workload of release.workloads) {
      if (served.has(workload) || !runsOn(workload)) continue
      const hasProbe = workload.containers.some((container) =>
        probes.some((name) => probeOf(container, name) !== undefined),
      )
      const main = workload.containers.find(({ role }) => role === 'main')
      if (hasProbe || main === undefined) continue
      yield { manifest: workload.manifest, path: main.path, message: `container ${main.name}: no probe of any sort` }
    }
  },
}
