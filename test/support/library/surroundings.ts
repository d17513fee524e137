import type { Cluster } from '../cluster/cluster.ts'

/** What a namespace holds before a team deploys to it, as far as the configurations name it; Pod Security `restricted` is enforced. */
export async function prepareNamespace(cluster: Cluster): Promise<void> {
  const { namespace } = cluster
  const enforce = 'pod-security.kubernetes.io/enforce=restricted'
  await cluster.kubectl(['label', 'namespace', namespace, enforce, enforce.replace('enforce', 'warn')])
  const docker = Buffer.from('{"auths":{}}').toString('base64')
  const certificate = { 'tls.crt': '', 'tls.key': '' }
  await cluster.create([
    named('Secret', 'registry', { type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': docker } }),
    named('Secret', 'shop-tls', { type: 'kubernetes.io/tls', data: certificate }),
    named('Secret', 'db', { stringData: { password: 'example' } }),
    named('ConfigMap', 'shared', { data: { region: 'eu-west-1' } }),
    named('ServiceAccount', 'runner', {}),
  ])
}

function named(kind: string, name: string, fields: object): object {
  return { apiVersion: 'v1', kind, metadata: { name }, ...fields }
}

/** What belongs to no namespace: an IngressClass, and a volume for each claim of the configurations. Returns its removal. */
export async function prepareCluster(cluster: Cluster): Promise<() => Promise<unknown>> {
  const { namespace } = cluster
  const claims = ['data-shop-0', 'data-shop-db-0', 'data-shop-db-1', 'shop-data', 'shop-eu-data', 'archive']
  const volumes = claims.map((name) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `${namespace}-${name}` },
    spec: {
      capacity: { storage: '3Gi' },
      accessModes: ['ReadWriteOnce', 'ReadWriteMany'],
      claimRef: { namespace, name },
      hostPath: { path: '/nowhere' },
    },
  }))
  const spec = { controller: 'example.com/ingress' }
  const ingressClass = { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'public' }, spec }
  await cluster.create([...volumes, ingressClass])
  const names = [...volumes.map(({ metadata }) => `persistentvolume/${metadata.name}`), 'ingressclass/public']
  return () => cluster.kubectl(['delete', '--ignore-not-found', '--wait=false', ...names])
}
