import { fieldAt, textAt } from '../../manifest/fields.ts'
import type { FieldPath } from '../../manifest/types.ts'
import type { Container, Workload } from './rendered-release.ts'
import type { Rule, Violation } from './rule.ts'

export const runAsRoot: Rule = {
  name: 'run-as-root',
  severity: 'warning',
  finds: 'a container that runs as root, or may since neither `runAsNonRoot` nor a `runAsUser` says otherwise',
  reason: 'A program that is broken into is root, and one flaw of the kernel or of a mount away from the node.',
  source: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  fix: 'securityContext: {runAsNonRoot: true} on the pod, with an image or a runAsUser that is not root',
  *check({ workloads }): Iterable<Violation> {
    for (const workload of workloads) {
      const { manifest, podSpec, containers } = workload
      // Root of a user namespace is nobody on the node.
      if (podSpec['hostUsers'] === false || textAt(podSpec, 'os', 'name') === 'windows') continue
      const open: Container[] = []
      for (const container of containers) {
        const user = userOf(container, workload)
        if (user.isRoot) {
          yield { manifest, path: user.path, message: `container ${container.name}: runs as root (runAsUser: 0)` }
        } else if (user.mayBeRoot) open.push(container)
      }
      const [first] = open
      if (first === undefined) continue
      const names = open.map(({ name }) => name).join(', ')
      const message = `${open.length === 1 ? 'container' : 'containers'} ${names}: may run as root: neither runAsNonRoot nor runAsUser is set`
      yield { manifest, path: first.path, message }
    }
  },
}

interface User {
  /** By a `runAsUser: 0`, with its field. */
  readonly isRoot: boolean
  readonly path: FieldPath
  /** The image decides. */
  readonly mayBeRoot: boolean
}

/** A container's own field wins over its pod's. */
function userOf({ spec, path }: Container, { podSpec, podPath }: Workload): User {
  const own = fieldAt(spec, 'securityContext', 'runAsUser')
  const user = own ?? fieldAt(podSpec, 'securityContext', 'runAsUser')
  const isNonRoot =
    fieldAt(spec, 'securityContext', 'runAsNonRoot') ?? fieldAt(podSpec, 'securityContext', 'runAsNonRoot')
  return {
    isRoot: user === 0,
    path: [...(own === undefined ? podPath : path), 'securityContext', 'runAsUser'],
    mayBeRoot: isNonRoot !== true && typeof user !== 'number',
  }
}
