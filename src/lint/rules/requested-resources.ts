import { isMap } from '../../json-map.ts'
import { fieldAt, listAt, textAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import type { Container, RenderedRelease, Workload } from './rendered-release.ts'

/** The containers that take resources for as long as their pod runs. */
export function runningContainers({ containers }: Workload): Container[] {
  return containers.filter(({ role }) => role !== 'init')
}

/**
 * Whether a container has an amount of a resource: its own, that of its pod, or the default of a LimitRange of the render. A limit is a
 * request, too (kubernetes.io, "Resource Management for Pods and Containers").
 */
export function hasAmount(
  field: 'requests' | 'limits',
  resource: string,
  container: Container,
  workload: Workload,
  release: RenderedRelease,
): boolean {
  const fields = field === 'requests' ? ['requests', 'limits'] : ['limits']
  const { namespace } = refOf(workload.manifest.object)
  const isGiven = (object: unknown) =>
    fields.some((name) => isMap(object) && (fieldAt(object, 'resources', name, resource) ?? null) !== null)
  if (isGiven(container.spec) || isGiven(workload.podSpec)) return true
  const defaults = field === 'requests' ? ['defaultRequest', 'default', 'min', 'max'] : ['default', 'max']
  return release
    .ofKind('/LimitRange')
    .some(
      ({ object }) =>
        refOf(object).namespace === namespace &&
        listAt(object, 'spec', 'limits').some(
          (limit) =>
            textAt(limit, 'type') === 'Container' &&
            defaults.some((name) => fieldAt(limit, name, resource) !== undefined),
        ),
    )
}
