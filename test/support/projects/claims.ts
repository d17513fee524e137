/** The manifest of a PersistentVolumeClaim. */
export const claim = (name = 'data') => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: ${name}}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: 1Gi}}
`

/** A pod's volume of the claim `data`. */
export const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }]

/** Rewrites a shop's Deployment so that it mounts the claim `data`; `annotation` as in a YAML flow mapping. */
export const mounting =
  (annotation = '') =>
  (template: string) =>
    template
      .replace('  name: web\n', `  name: web\n  annotations: {${annotation}}\n`)
      .replace('      containers:', `      volumes: ${JSON.stringify(volumes)}\n      containers:`)

/** The manifest of the StatefulSet `db`, which makes the claim `data-db-0` of that size. */
export const stateful = (storage: string) => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 1
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: db, image: registry.example.com/db:1}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec:
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: ${storage}}}
`
