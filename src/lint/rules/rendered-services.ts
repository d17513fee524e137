import { isMap } from '../../json-map.ts'
import { fieldAt, listAt, textAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import type { FieldPath, JsonObject, Manifest } from '../../manifest/types.ts'
import { remembered } from '../../remembered.ts'
import { selects } from './label-selector.ts'
import { labelsByControllers } from './pods-elsewhere.ts'
import type { Container, RenderedRelease, Workload } from './rendered-release.ts'

/** A Service that selects pods. */
export interface RenderedService {
  readonly manifest: Manifest
  readonly name: string
  readonly spec: JsonObject
  readonly selector: JsonObject
  readonly ports: readonly ServicePort[]
  /** Of the render, whose pods it selects. */
  readonly workloads: readonly Workload[]
}

export interface ServicePort {
  readonly path: FieldPath
  readonly spec: JsonObject
  /** The port of the pods: a name or a number. Default of Kubernetes: the Service's own. */
  readonly target: string | number | undefined
  readonly protocol: string
}

/** The Services of a render that select pods. */
export const servicesOf = remembered((release: RenderedRelease): readonly RenderedService[] =>
  release.ofKind('/Service').flatMap((manifest) => {
    const spec = manifest.object['spec']
    const selector = fieldAt(spec, 'selector')
    if (!isMap(spec) || !isMap(selector) || Object.keys(selector).length === 0) return []
    if (textAt(spec, 'type') === 'ExternalName') return []
    const asked = { matchLabels: withoutLabelsByControllers(selector) }
    const workloads = release
      .workloadsIn(refOf(manifest.object).namespace)
      .filter(({ podLabels }) => selects(asked, podLabels))
    return [{ manifest, name: manifest.object.metadata.name, spec, selector, ports: portsOf(spec), workloads }]
  }),
)

/** The container of a workload that declares a port, by its name or number; undefined where none does. */
export function containerWith(port: string | number | undefined, { containers }: Workload): Container | undefined {
  return containers.find(
    ({ spec, role }) =>
      role !== 'init' && listAt(spec, 'ports').some((own) => own['name'] === port || own['containerPort'] === port),
  )
}

/** Labels that only running pods have can't be compared with a template. */
export function withoutLabelsByControllers(selector: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(selector).filter(([key]) => !labelsByControllers.test(key)))
}

function portsOf(spec: JsonObject): ServicePort[] {
  return listAt(spec, 'ports').map((port, index) => {
    const target = port['targetPort'] ?? port['port']
    return {
      path: ['spec', 'ports', index],
      spec: port,
      target: typeof target === 'string' || typeof target === 'number' ? target : undefined,
      protocol: textAt(port, 'protocol') || 'TCP',
    }
  })
}
