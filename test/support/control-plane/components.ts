import { join } from 'node:path'

/** What the command lines of the components depend on; all files are absolute paths. */
export interface Layout {
  readonly folder: string
  readonly kubeconfig: string
  readonly ports: {
    readonly etcd: number
    readonly etcdPeer: number
    readonly server: number
    readonly kubelet: number
  }
}

export function certificateFile(layout: Layout): string {
  return join(layout.folder, 'tls', 'apiserver.crt')
}

function keyFile(layout: Layout): string {
  return join(layout.folder, 'tls', 'apiserver.key')
}

/** Signs service account tokens; the public half is beside it with `.pub`. */
export function serviceAccountKeyFile(layout: Layout): string {
  return join(layout.folder, 'service-account.pem')
}

/** One line a user: token, name, id, groups. */
export function tokenFile(layout: Layout): string {
  return join(layout.folder, 'tokens.csv')
}

export function kwokConfigFiles(layout: Layout): { stages: string; logs: string } {
  return { stages: join(layout.folder, 'stages.yaml'), logs: join(layout.folder, 'cluster-logs.yaml') }
}

export function etcdArguments(layout: Layout): string[] {
  const client = `http://127.0.0.1:${layout.ports.etcd}`
  const peer = `http://127.0.0.1:${layout.ports.etcdPeer}`
  return [
    'etcd',
    `--data-dir=${join(layout.folder, 'etcd')}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  ]
}

export function apiServerArguments(layout: Layout): string[] {
  return [
    'kube-apiserver',
    `--etcd-servers=http://127.0.0.1:${layout.ports.etcd}`,
    `--cert-dir=${join(layout.folder, 'tls')}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none', // 127.0.0.1 can't be an endpoint
    `--secure-port=${layout.ports.server}`,
    `--token-auth-file=${tokenFile(layout)}`,
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-signing-key-file=${serviceAccountKeyFile(layout)}`,
    `--service-account-key-file=${serviceAccountKeyFile(layout)}.pub`,
    '--kubelet-preferred-address-types=InternalIP',
  ]
}

export function controllerManagerArguments(layout: Layout): string[] {
  return [
    'kube-controller-manager',
    `--kubeconfig=${layout.kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    `--root-ca-file=${certificateFile(layout)}`,
    `--service-account-private-key-file=${serviceAccountKeyFile(layout)}`,
    '--kube-api-qps=500', // the default of 20 would hold back tests of many objects
    '--kube-api-burst=1000',
    '--horizontal-pod-autoscaler-sync-period=2s', // 15 s by itself
    '--node-monitor-grace-period=1h', // a busy machine mustn't make the fake nodes look dead
  ]
}

export function schedulerArguments(layout: Layout): string[] {
  return [
    'kube-scheduler',
    `--kubeconfig=${layout.kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ]
}

/** For the keeper, which makes kwok end with the others. */
export function kwokArguments(layout: Layout, kwok: string): string[] {
  const files = kwokConfigFiles(layout)
  return [
    'run',
    kwok,
    `--config=${files.stages}`,
    `--config=${files.logs}`,
    `--kubeconfig=${layout.kubeconfig}`,
    '--manage-all-nodes=true',
    '--node-lease-duration-seconds=40',
    '--node-ip=127.0.0.1',
    `--node-port=${layout.ports.kubelet}`,
    `--server-address=127.0.0.1:${layout.ports.kubelet}`,
    `--tls-cert-file=${certificateFile(layout)}`,
    `--tls-private-key-file=${keyFile(layout)}`,
  ]
}
