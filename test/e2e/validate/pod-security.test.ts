import { describe, expect } from 'vitest'
import { refusedByBaseline } from '../../../src/lint/rules/pod-security-baseline-checks.ts'
import { refusedByRestricted } from '../../../src/lint/rules/pod-security-restricted-checks.ts'
import { renderedRelease } from '../../../src/lint/rules/rendered-release.ts'
import { readManifests } from '../../../src/manifest/read.ts'
import { test } from '../../support/cluster/cluster.ts'
import { rendered } from '../../support/manifest/rendered.ts'

const good = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
}
const { allowPrivilegeEscalation: _, ...escalating } = good
const { runAsNonRoot: __, ...maybeRoot } = good
const { capabilities: ___, ...capable } = good
const { seccompProfile: ____, ...unprofiled } = good

const container = (securityContext: object, more: object = {}) => ({
  name: 'app',
  image: 'a:1',
  securityContext,
  ...more,
})
const probe = (handler: object) => container(good, { livenessProbe: handler })

/** Pod specs, each with one thing about it. */
const specs: Readonly<Record<string, object>> = {
  good: { containers: [container(good)] },
  bare: { containers: [{ name: 'app', image: 'a:1' }] },
  escalating: { containers: [container(escalating)] },
  'maybe-root': { containers: [container(maybeRoot)] },
  capable: { containers: [container(capable)] },
  unprofiled: { containers: [container(unprofiled)] },
  'by-pod': {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } })],
  },
  'pod-against-container': { securityContext: { runAsNonRoot: false }, containers: [container(good)] },
  'pod-as-root': { securityContext: { runAsUser: 0 }, containers: [container(good)] },
  'as-root': { containers: [container({ ...good, runAsUser: 0 })] },
  'as-user': { containers: [container({ ...maybeRoot, runAsUser: 1000 })] },
  'own-users': { hostUsers: false, containers: [container({ ...maybeRoot, runAsUser: 0 })] },
  'init-bare': { initContainers: [{ name: 'i', image: 'a:1' }], containers: [container(good)] },
  privileged: { containers: [container({ privileged: true })] },
  'host-network': { hostNetwork: true, containers: [container(good)] },
  'host-pid': { hostPID: true, containers: [container(good)] },
  'host-ipc': { hostIPC: true, containers: [container(good)] },
  'host-port': { containers: [container(good, { ports: [{ containerPort: 80, hostPort: 80 }] })] },
  'host-path': { containers: [container(good)], volumes: [{ name: 'v', hostPath: { path: '/' } }] },
  nfs: { containers: [container(good)], volumes: [{ name: 'v', nfs: { server: 'a', path: '/' } }] },
  volumes: {
    containers: [container(good)],
    volumes: [
      { name: 'a', emptyDir: {} },
      { name: 'b', configMap: { name: 'a' } },
      { name: 'c', persistentVolumeClaim: { claimName: 'a' } },
      { name: 'd', projected: { sources: [] } },
      { name: 'e', csi: { driver: 'a' } },
    ],
  },
  'net-admin': { containers: [container({ ...good, capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } })] },
  chown: { containers: [container({ ...good, capabilities: { drop: ['ALL'], add: ['CHOWN'] } })] },
  'bind-service': { containers: [container({ ...good, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } })] },
  unconfined: { containers: [container({ ...good, seccompProfile: { type: 'Unconfined' } })] },
  'unconfined-pod': { securityContext: { seccompProfile: { type: 'Unconfined' } }, containers: [container(good)] },
  'app-armor': { containers: [container({ ...good, appArmorProfile: { type: 'Unconfined' } })] },
  'se-linux-type': { containers: [container({ ...good, seLinuxOptions: { type: 'spc_t' } })] },
  'se-linux-role': { containers: [container({ ...good, seLinuxOptions: { role: 'a' } })] },
  'se-linux-level': { containers: [container({ ...good, seLinuxOptions: { level: 's0', type: 'container_t' } })] },
  sysctl: { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] }, containers: [container(good)] },
  'safe-sysctl': {
    securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] },
    containers: [container(good)],
  },
  'probe-host': { containers: [probe({ httpGet: { port: 80, host: '10.0.0.1' } })] },
  'tcp-probe-host': { containers: [probe({ tcpSocket: { port: 80, host: '127.0.0.1' } })] },
  'plain-probe': { containers: [probe({ httpGet: { port: 80 } })] },
  'hook-host': {
    containers: [container(good, { lifecycle: { preStop: { httpGet: { port: 80, host: '10.0.0.1' } } } })],
  },
}
const pods = Object.entries(specs).map(([name, spec]) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec }))

describe('the Pod Security standards, as rules of validate read them', () => {
  test.for([
    ['baseline', refusedByBaseline],
    ['restricted', refusedByRestricted],
  ] as const)('refuse under %s the pods that the API server refuses', async ([level, refused], { cluster }) => {
    const { workloads } = renderedRelease(readManifests(pods.map((pod) => rendered(JSON.stringify(pod)))))
    const byRules = workloads.filter((workload) => refused(workload).length > 0)
    const label = `pod-security.kubernetes.io/enforce=${level}`
    await cluster.kubectl(['label', 'namespace', cluster.namespace, label])

    const text = await cluster
      .kubectl(['create', '--dry-run=server', '-f', '-'], {
        input: pods.map((pod) => JSON.stringify(pod)).join('\n---\n'),
      })
      .catch(String)

    const byServer = [...text.matchAll(/pods "([\w-]+)" is forbidden: violates PodSecurity/g)].map(([, name]) => name)
    expect(byRules.map(({ manifest }) => manifest.object.metadata.name)).toEqual(byServer)
    expect(text.match(/rror from server/g)).toHaveLength(byServer.length)
  })
})
