import { fieldAt, listAt, textAt, textsAt } from '../../manifest/fields.ts'
import { type RefusedField, refusedByBaseline } from './pod-security-baseline-checks.ts'
import type { Container, Workload } from './rendered-release.ts'

const volumeTypes = [
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral'],
  ...['image', 'persistentVolumeClaim', 'projected', 'secret'],
]

/** What the standard `restricted` refuses of a workload's pods (kubernetes.io, "Pod Security Standards"). */
export function refusedByRestricted(workload: Workload): RefusedField[] {
  const { podSpec, podPath, containers } = workload
  const baseline = refusedByBaseline(workload)
  const known = new Set(baseline.map(({ path }) => JSON.stringify(path)))
  const volumes = listAt(podSpec, 'volumes').flatMap((volume, index) => {
    const type = Object.keys(volume).find((field) => field !== 'name')
    return type === undefined || volumeTypes.includes(type)
      ? []
      : [{ path: [...podPath, 'volumes', index, type], what: `${type} volume ${volume['name']}` }]
  })
  const ofPod = podContextProblems(workload)
  const isWindows = textAt(podSpec, 'os', 'name') === 'windows'
  const ofContainers = containers.flatMap((container) => containerProblems(container, workload, isWindows))
  return [
    ...baseline,
    ...[...volumes, ...ofPod, ...ofContainers].filter(({ path }) => !known.has(JSON.stringify(path))),
  ]
}

function podContextProblems({ podSpec, podPath }: Workload): RefusedField[] {
  if (podSpec['hostUsers'] === false) return []
  return [
    ...(fieldAt(podSpec, 'securityContext', 'runAsNonRoot') === false
      ? [{ path: [...podPath, 'securityContext', 'runAsNonRoot'], what: 'pod: runAsNonRoot false' }]
      : []),
    ...(fieldAt(podSpec, 'securityContext', 'runAsUser') === 0
      ? [{ path: [...podPath, 'securityContext', 'runAsUser'], what: 'pod: runAsUser 0' }]
      : []),
  ]
}

/** One for each container, with all that is missing: they are set together. */
function containerProblems(container: Container, { podSpec }: Workload, isWindows: boolean): RefusedField[] {
  const { name, path, spec } = container
  const context = fieldAt(spec, 'securityContext')
  const missing = [
    ...(isWindows ? [] : missingOnLinux(container, podSpec['securityContext'])),
    ...(podSpec['hostUsers'] === false ? [] : rootProblems(context, podSpec['securityContext'])),
  ]
  if (missing.length === 0) return []
  const place = context === undefined ? path : [...path, 'securityContext']
  return [{ path: place, what: `container ${name}: ${missing.join(', ')}` }]
}

function missingOnLinux({ spec }: Container, podContext: Parameters<typeof fieldAt>[0]): string[] {
  const context = fieldAt(spec, 'securityContext')
  const added = textsAt(context, 'capabilities', 'add').filter((one) => one !== 'NET_BIND_SERVICE')
  const hasSeccomp = textAt(context, 'seccompProfile', 'type') || textAt(podContext, 'seccompProfile', 'type')
  return [
    ...(fieldAt(context, 'allowPrivilegeEscalation') === false ? [] : ['allowPrivilegeEscalation is not false']),
    ...(textsAt(context, 'capabilities', 'drop').includes('ALL') ? [] : ['capabilities do not drop ALL']),
    ...(added.length === 0 ? [] : [`capabilities add ${added.join(', ')}`]),
    ...(hasSeccomp === '' ? ['no seccompProfile'] : []),
  ]
}

function rootProblems(context: Parameters<typeof fieldAt>[0], podContext: Parameters<typeof fieldAt>[0]): string[] {
  const own = fieldAt(context, 'runAsNonRoot')
  const isNonRoot = own === undefined ? fieldAt(podContext, 'runAsNonRoot') === true : own === true
  return [
    ...(isNonRoot ? [] : ['runAsNonRoot is not true']),
    ...(fieldAt(context, 'runAsUser') === 0 ? ['runAsUser is 0'] : []),
  ]
}
