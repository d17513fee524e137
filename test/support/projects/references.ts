import { expect } from 'vitest'
import type { Cluster } from '../cluster/cluster.ts'

/** A project with one template and the profile `prod_shop`. */
export async function openProject(cluster: Cluster, ...manifests: string[]) {
  const template = (texts: readonly string[]) => ({ 'templates/all.yaml': texts.join('---\n') })
  const project = await cluster.createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_shop.yaml': `namespace: ${cluster.namespace}\n`,
      ...template(manifests),
    },
  })
  return {
    change: (...changed: string[]) => project.write(template(changed)),
    kdeploy: (args: readonly string[], env: Record<string, string> = {}) =>
      cluster.kdeploy([...args, '--profile', 'prod_shop'], { cwd: project.folder, env }),
  }
}

export const named = (apiVersion: string, kind: string, name: string, more = '') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}}\n${more}`

/** Its pod's fields begin at line 11. */
export const deployment = (pod: string, name = 'web') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: app, image: example.com/app, env: [], envFrom: []}]
      ${pod}
`

/** Its fields begin at line 12. */
export const container = (fields: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - {name: app, image: example.com/app,
        ${fields}}
`

export const role = (kind: string, roleKind: string) =>
  `${named('rbac.authorization.k8s.io/v1', kind, 'grant')}roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${roleKind}, name: nobody}
subjects: [{kind: ServiceAccount, name: default, namespace: default}]
`

export const ingress = (backend: string, more = '') =>
  `${named('networking.k8s.io/v1', 'Ingress', 'web')}spec:
  rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: ${backend}}}]}}]
${more}`

export const scaler = `${named('autoscaling/v2', 'HorizontalPodAutoscaler', 'web')}spec:
  maxReplicas: 3
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: nobody}
`

export const service = named('v1', 'Service', 'web', 'spec: {ports: [{port: 80, name: http}], selector: {app: web}}\n')

/** Nothing was written. */
export const expectNothing = async (cluster: Cluster) =>
  expect(await cluster.kubectl(['get', 'deployment,ingress,hpa,rolebinding,service,lease,secret', '-o', 'name'])).toBe(
    '',
  )

export const db = (data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'db' },
  stringData: data,
})
