import { isMap, type Json } from '../../json-map.ts'
import { annotationsOf } from '../../manifest/annotations.ts'
import { fieldAt, listAt, textAt, textsAt } from '../../manifest/fields.ts'
import type { FieldPath } from '../../manifest/types.ts'
import { probes } from './probe.ts'
import type { Container, Workload } from './rendered-release.ts'

/** A field that a Pod Security standard refuses. */
export interface RefusedField {
  readonly path: FieldPath
  /** `hostNetwork`, `container app: privileged`. */
  readonly what: string
}

const capabilities: ReadonlySet<string> = new Set([
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE'],
  ...['SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
])

const seLinuxTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']

const sysctls: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
])

/** What the standard `baseline` refuses of a workload's pods (kubernetes.io, "Pod Security Standards"). */
export function refusedByBaseline(workload: Workload): RefusedField[] {
  const { podSpec, podPath, containers } = workload
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC'].flatMap((field) =>
      podSpec[field] === true ? [{ path: [...podPath, field], what: field }] : [],
    ),
    ...listAt(podSpec, 'volumes').flatMap(({ name, hostPath }, index) =>
      isMap(hostPath) ? [{ path: [...podPath, 'volumes', index, 'hostPath'], what: `hostPath volume ${name}` }] : [],
    ),
    ...listAt(podSpec, 'securityContext', 'sysctls').flatMap(({ name }, index) =>
      sysctls.has(String(name))
        ? []
        : [{ path: [...podPath, 'securityContext', 'sysctls', index], what: `sysctl ${name}` }],
    ),
    ...unconfinedByAnnotation(workload),
    ...ofContext(podSpec['securityContext'], [...podPath, 'securityContext'], 'pod: '),
    ...containers.flatMap((container) => ofContainer(container, podSpec['hostUsers'] === false)),
  ]
}

function ofContainer(container: Container, hasOwnUsers: boolean): RefusedField[] {
  const { name, path, spec } = container
  const who = `container ${name}: `
  const context = fieldAt(spec, 'securityContext')
  const contextPath = [...path, 'securityContext']
  const added = textsAt(context, 'capabilities', 'add').filter((one) => !capabilities.has(one))
  const procMount = textAt(context, 'procMount')
  return [
    ...(fieldAt(context, 'privileged') === true
      ? [{ path: [...contextPath, 'privileged'], what: `${who}privileged` }]
      : []),
    ...(added.length > 0
      ? [{ path: [...contextPath, 'capabilities', 'add'], what: `${who}capabilities ${added.join(', ')}` }]
      : []),
    ...(procMount !== '' && procMount !== 'Default' && !hasOwnUsers
      ? [{ path: [...contextPath, 'procMount'], what: `${who}procMount ${procMount}` }]
      : []),
    ...ofContext(context, contextPath, who),
    ...listAt(spec, 'ports').flatMap(({ hostPort }, index) =>
      typeof hostPort === 'number' && hostPort !== 0
        ? [{ path: [...path, 'ports', index, 'hostPort'], what: `${who}hostPort ${hostPort}` }]
        : [],
    ),
    ...hostsOfProbes(container).map((place) => ({ path: place, what: `${who}a host in a probe or hook` })),
  ]
}

/** What pods and containers have alike. */
function ofContext(context: Json | undefined, path: FieldPath, who: string): RefusedField[] {
  const seLinux = fieldAt(context, 'seLinuxOptions')
  const isBadLabel =
    isMap(seLinux) &&
    (!seLinuxTypes.includes(textAt(seLinux, 'type')) ||
      textAt(seLinux, 'user') !== '' ||
      textAt(seLinux, 'role') !== '')
  return [
    ...['seccompProfile', 'appArmorProfile'].flatMap((profile) =>
      textAt(context, profile, 'type') === 'Unconfined'
        ? [{ path: [...path, profile, 'type'], what: `${who}${profile} Unconfined` }]
        : [],
    ),
    ...(isBadLabel ? [{ path: [...path, 'seLinuxOptions'], what: `${who}seLinuxOptions` }] : []),
    ...(fieldAt(context, 'windowsOptions', 'hostProcess') === true
      ? [{ path: [...path, 'windowsOptions', 'hostProcess'], what: `${who}hostProcess` }]
      : []),
  ]
}

function hostsOfProbes({ spec, path }: Container): FieldPath[] {
  const places = [...probes.map((probe) => [probe]), ['lifecycle', 'preStop'], ['lifecycle', 'postStart']]
  return places
    .flatMap((place) => [
      [...place, 'httpGet', 'host'],
      [...place, 'tcpSocket', 'host'],
    ])
    .filter((place) => textAt(spec, ...place) !== '')
    .map((place) => [...path, ...place])
}

/** AppArmor's older form, by annotations of the pod. */
function unconfinedByAnnotation({ manifest, podPath }: Workload): RefusedField[] {
  const place = [...podPath.slice(0, -1), 'metadata', 'annotations']
  const annotations =
    place.length === 2 ? annotationsOf(manifest.object) : fieldAt(manifest.object, ...place.map(String))
  return Object.entries(isMap(annotations) ? annotations : {}).flatMap(([name, value]) =>
    name.startsWith('container.apparmor.security.beta.kubernetes.io/') && value === 'unconfined'
      ? [{ path: [...place, name], what: `${name}: unconfined` }]
      : [],
  )
}
