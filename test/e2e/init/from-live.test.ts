import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { live } from '../../support/cluster/live.ts'
import { filesBelow } from '../../support/projects/tree.ts'

/** Makes objects as people do who have no files. */
async function createByHand({ kubectl, namespace }: Cluster): Promise<void> {
  const commands = [
    'create deployment web --image=registry.example.com/web:1.0 --replicas=2 --port=80',
    'expose deployment web --port=80 --type=NodePort',
    'create configmap settings --from-literal=a=1',
    'create cronjob nightly --image=busybox:1 --schedule=0.3.*.*.* -- date',
    'create serviceaccount web',
    'create role reader --verb=get --resource=pods',
    `create rolebinding reader --role=reader --serviceaccount=${namespace}:web`,
    'create ingress web --rule=shop.example.com/=web:80',
    'create poddisruptionbudget web --selector=app=web --min-available=1',
    'create secret generic db --from-literal=password=swordfish',
  ]
  for (const command of commands)
    await kubectl(command.split(' ').map((word) => (word.startsWith('--schedule') ? word.replaceAll('.', ' ') : word)))
}

/** What people write by hand, with defaults that are spelt out, and values that aren't the defaults. */
const written = (namespace: string) => `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: ${namespace}, annotations: {note: "{{ not Jinja2 }}"}}
spec:
  serviceName: db
  replicas: 1
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      restartPolicy: Always
      dnsPolicy: Default
      terminationGracePeriodSeconds: 30
      securityContext: {}
      tolerations: [{key: a, operator: Exists}]
      containers:
      - name: db
        image: registry.example.com/db:16
        imagePullPolicy: Always
        env: [{name: A, value: "1"}, {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
        ports: [{containerPort: 5432, name: pg}, {containerPort: 53, protocol: UDP}]
        volumeMounts: [{name: data, mountPath: /d}, {name: e, mountPath: /e}]
        readinessProbe: {tcpSocket: {port: pg}, failureThreshold: 5, periodSeconds: 10}
      volumes: [{name: e, emptyDir: {}}, {name: c, configMap: {name: db, defaultMode: 256}}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: db, namespace: ${namespace}}
data: {type: ClusterIP, config: "{% raw %}\\n  {{ x }}\\n"}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: ${namespace}}
spec:
  clusterIP: None
  selector: {app: db}
  ports: [{port: 5432, targetPort: pg, name: pg}, {port: 53, targetPort: 53, protocol: UDP, name: dns}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: ${namespace}}
spec:
  replicas: 3
  strategy: {type: Recreate}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "registry.example.com/web@sha256:${'0'.repeat(64)}", resources: {limits: {cpu: 1}}}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: ${namespace}}
spec: {minReplicas: 2, maxReplicas: 4, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: ${namespace}}
spec: {podSelector: {}, policyTypes: [Ingress, Egress], egress: [{}]}
`

/** A project of what a namespace has, and what a diff and an apply then say of it. */
async function adopt(cluster: Cluster, ...options: string[]) {
  const { folder } = await cluster.createProject()
  const args = ['--from', 'all', '-n', cluster.namespace, '--name', 'shop', ...options]
  const init = await cluster.kdeploy(['init', ...args], { cwd: folder })
  const diff = await cluster.kdeploy(['diff', '-p', 'prod_shop', '--adopt'], { cwd: folder })
  return { folder, init, diff, files: filesBelow(folder) }
}

/** The lines of a diff that aren't about which object it is. */
function changedLines(diff: string): string[] {
  return diff.split('\n').filter((line) => !/^(?:---|\+\+\+) |^$/.test(line))
}

/** Rollouts of the Deployment; its generation also counts changed annotations. */
const rollouts = async (cluster: Cluster) =>
  (await live(cluster, 'deployment/web')).metadata.annotations?.['deployment.kubernetes.io/revision']

describe('a project of live objects', () => {
  test('renders what kubectl create made, so that an adoption changes nothing', { timeout: 60_000 }, async ({
    cluster,
  }) => {
    await createByHand(cluster)
    const before = await cluster.waitFor('the rollout', () => rollouts(cluster))

    const { folder, init, diff, files } = await adopt(cluster)
    const apply = await cluster.kdeploy(['apply', '-p', 'prod_shop', '--adopt'], { cwd: folder })

    expect(init).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('would still change') })
    expect(diff.stderr).toContain('plan: 0 to create, 0 to change, 9 to adopt, 0 unchanged')
    expect(changedLines(diff.stdout)).toEqual([])
    expect(apply.exitCode).toBe(0)
    expect(await rollouts(cluster)).toBe(before)
    expect(files['profiles/prod_shop.yaml']).toContain(
      'variables:\n  web_tag: "1.0"\n  replicas: 2\n  busybox_tag: "1"\n',
    )
    expect(JSON.stringify(files)).not.toMatch(/swordfish|terminationMessagePath|nodePort|clusterIP|uid|status/)
    expect(files['templates/deployment-web.yaml']).toBe(shortDeployment)
  })

  for (const [how, args] of [
    ['kubectl apply of today', ['apply', '-f', '-']],
    ['kubectl apply --server-side', ['apply', '--server-side', '-f', '-']],
    ['kubectl apply whose annotation alone is left', ['apply', '-f', '-']],
  ] as const) {
    test(`renders what ${how} made, changed by hand since, so that an adoption changes nothing`, async ({
      cluster,
    }) => {
      await cluster.kubectl(args, { input: written(cluster.namespace) })
      await cluster.kubectl(['set', 'image', 'statefulset/db', 'db=registry.example.com/db:17'])
      await cluster.kubectl(['rollout', 'restart', 'deployment/web'])
      if (how.includes('annotation'))
        for (const name of ['deployment/web', 'statefulset/db', 'service/db'])
          await cluster.kubectl(['patch', name, '--type=merge', '-p', '{"metadata":{"managedFields":[{}]}}'])
      const before = await cluster.waitFor('the restart', async () => {
        const count = await rollouts(cluster)
        return count === '2' && count
      })

      const { folder, init, diff, files } = await adopt(cluster)
      const apply = await cluster.kdeploy(['apply', '-p', 'prod_shop', '--adopt', '--no-wait'], { cwd: folder })

      expect(init).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('would still change') })
      expect(diff.stderr).toContain('plan: 0 to create, 0 to change, 6 to adopt, 0 unchanged')
      expect(changedLines(diff.stdout)).toEqual([])
      expect(apply.exitCode).toBe(0)
      // Without managedFields the annotation belongs to who applies first, so that it goes, until the controller counts again.
      expect(await cluster.waitFor('the count of rollouts', () => rollouts(cluster))).toBe(before)
      expect(files['profiles/prod_shop.yaml']).toContain('image_tag: "17"\n  replicas: 1\n')
      expect(files['templates/deployment-web.yaml']).not.toContain('replicas')
      expect(files['templates/configmap-db.yaml']).toContain('type: ClusterIP')
    })
  }

  test('and one of the files that made them render to the same: an adoption changes nothing', async ({ cluster }) => {
    const { folder, write } = await cluster.createProject()
    await write({ 'k8s/all.yaml': written(cluster.namespace) })
    await cluster.kubectl(['apply', '-f', join(folder, 'k8s')])

    const init = await cluster.kdeploy(['init', 'new', '--from', 'k8s', '--name', 'shop'], { cwd: folder })
    const diff = await cluster.kdeploy(['diff', '-p', 'prod_shop', '--adopt', '--project', 'new'], { cwd: folder })

    expect(init.exitCode).toBe(0)
    expect(diff.stderr).toContain('plan: 0 to create, 0 to change, 6 to adopt, 0 unchanged')
    expect(changedLines(diff.stdout)).toEqual([])
  })

  test('are those that were named, or have the labels', async ({ cluster }) => {
    await createByHand(cluster)
    const { folder } = await cluster.createProject()
    const named = ['--from', 'deploy/web', '--from', `service/${cluster.namespace}/web`, '-n', cluster.namespace]

    await cluster.kdeploy(['init', 'named', ...named], { cwd: folder })
    await cluster.kdeploy(['init', 'labelled', '--from', 'all', '-l', 'app=web', '-n', cluster.namespace], {
      cwd: folder,
    })
    const names = [
      'kdeploy.yaml',
      'profiles/default.yaml',
      'profiles/prod_web.yaml',
      'templates/deployment-web.yaml',
      'templates/service-web.yaml',
      'tests/web.yaml',
    ]

    expect(Object.keys(filesBelow(join(folder, 'named')))).toEqual(names)
    expect(Object.keys(filesBelow(join(folder, 'labelled')))).toEqual(names)
  })

  test('keep their defaults where a dry-run of them is forbidden, and those that can not be read are told', async ({
    cluster,
  }) => {
    await createByHand(cluster)
    const kubeconfig = await cluster.kubeconfigFor([
      { apiGroups: ['apps', ''], resources: ['deployments', 'services'], verbs: ['get', 'list'] },
    ])
    const { folder } = await cluster.createProject()
    const options = { cwd: folder, env: { KUBECONFIG: kubeconfig } }

    const init = await cluster.kdeploy(['init', '--from', 'all', '--name', 'shop'], options)
    const diff = await cluster.kdeploy(['diff', '-p', 'prod_shop', '--adopt'], { cwd: folder })

    expect(init.exitCode).toBe(0)
    expect(init.stderr).toContain('left out: objects of the kind ConfigMap, which you may not list')
    expect(init.stderr).toMatch(/with their defaults, since you may not update them, which a dry-run needs: \S+ \S+web/)
    expect(filesBelow(folder)['templates/deployment-web.yaml']).toContain('terminationMessagePath')
    expect(diff.stderr).toContain('plan: 0 to create, 0 to change, 2 to adopt, 0 unchanged')
    expect(changedLines(diff.stdout)).toEqual([])
  })

  test('are refused where they are missing, secret, or somebody else’s', async ({ cluster }) => {
    await createByHand(cluster)
    const shop = await adopt(cluster)
    await cluster.kdeploy(['apply', '-p', 'prod_shop', '--adopt', '--no-wait'], { cwd: shop.folder })
    const replicaSet = await cluster.kubectl(['get', 'replicaset', '-o', 'name'])
    const { folder } = await cluster.createProject()
    const names = [
      'deployment/none',
      'nothing/web',
      'secret/db',
      'deployment/web',
      replicaSet.trim().split('\n')[0] ?? '',
    ]
    const from = names.flatMap((name) => ['--from', name])

    const { exitCode, stderr } = await cluster.kdeploy(['init', ...from, '-n', cluster.namespace], { cwd: folder })

    expect(exitCode).toBe(2)
    expect(stderr).toContain(`Deployment ${cluster.namespace}/none does not exist`)
    expect(stderr).toContain('the cluster serves no kind nothing')
    expect(stderr).toContain(`Secret ${cluster.namespace}/db is not written to a file`)
    expect(stderr).toContain(`Deployment ${cluster.namespace}/web belongs to shop/prod_shop/${cluster.namespace}`)
    expect(stderr).toMatch(/ReplicaSet \S+ is made by Deployment web\n.*--from deployment\/web/)
    expect(stderr).not.toContain('swordfish')
    expect(filesBelow(folder)).toEqual({})
    const all = await cluster.kdeploy(['init', '--from', 'all', '-n', cluster.namespace], { cwd: folder })
    expect(all).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('has no objects to take') })
  })
})

const shortDeployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: {{ replicas }}
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: web
        image: registry.example.com/web:{{ web_tag }}
        ports:
        - containerPort: 80
`
