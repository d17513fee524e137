import { isMap } from '../../json-map.ts'
import { fieldAt, numberAt, textAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import { selects } from './label-selector.ts'
import { withoutLabelsByControllers } from './rendered-services.ts'
import type { Rule, Violation } from './rule.ts'

export const statefulSetService: Rule = {
  name: 'stateful-set-service',
  severity: 'warning',
  finds: 'a StatefulSet of several pods whose rendered Service is not headless, or selects other pods',
  reason: 'Its pods get no names of their own (pod-0.service), by which they would find each other.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id',
  fix: 'name a Service with clusterIP: None that selects the pods',
  *check(release): Iterable<Violation> {
    for (const { manifest, kind, podLabels } of release.workloads) {
      const name = textAt(manifest.object, 'spec', 'serviceName')
      const pods = numberAt(manifest.object, 'spec', 'replicas') ?? 1
      if (kind !== 'StatefulSet' || name === '' || pods < 2) continue
      const { namespace } = refOf(manifest.object)
      const service = release.find({ group: '', version: 'v1', kind: 'Service', namespace, name })
      if (service === undefined) continue
      const selector = fieldAt(service.object, 'spec', 'selector')
      const fits = !isMap(selector) || selects({ matchLabels: withoutLabelsByControllers(selector) }, podLabels)
      const problem =
        textAt(service.object, 'spec', 'clusterIP') === 'None' ? (fits ? '' : 'selects other pods') : 'is not headless'
      if (problem === '') continue
      yield { manifest, path: ['spec', 'serviceName'], message: `its Service ${name} ${problem}` }
    }
  },
}
