import { readFile } from 'node:fs/promises'
import type { Place } from './setups.ts'

const namespace = 'trouble-prod'

interface Symptom {
  /** Annotations of the pods, of the Job too: what test/control-plane/README.md lists. */
  readonly pods?: Readonly<Record<string, string>>
  /** Files of the project, besides and instead of the healthy ones. */
  readonly files?: Readonly<Record<string, string>>
  /** What happens before the reader comes. */
  readonly before?: readonly string[]
}

const stage = (name: string) => ({ 'test.kdeploy.dev/stage': name })

const web = (pods: Readonly<Record<string, string>> = {}, container = '', template = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: {{ replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}, annotations: ${JSON.stringify(pods)}}
    spec:
      ${template}
      containers:
      - name: app
        image: registry.example.com/shop:{{ tag }}
        envFrom: [{configMapRef: {name: web}}]
        ${container}
`

const migrate = (
  pods: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>> = {},
) => `apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations: ${JSON.stringify({ 'kdeploy.dev/hook': 'before-apply', ...annotations })}
spec:
  backoffLimit: 0
  template:
    metadata: {annotations: ${JSON.stringify(pods)}}
    spec:
      restartPolicy: Never
      containers: [{name: migrate, image: "registry.example.com/shop:{{ tag }}", command: [shop, migrate]}]
`

const apply = 'kdeploy apply -p prod_shop --quiet'

/** What can go wrong with the release `shop/prod_shop`, by the words of the page. */
const symptoms: Readonly<Record<string, Symptom>> = {
  healthy: {},
  'crash-loop': { pods: stage('crash-loop') },
  'out-of-memory': { pods: stage('out-of-memory') },
  'image-pull': { pods: stage('image-pull-backoff') },
  'config-error': { pods: stage('config-error') },
  probes: { pods: stage('never-ready') },
  'too-large': { files: { 'templates/web.yaml': web({}, 'resources: {requests: {cpu: "100"}}') } },
  quota: {
    files: { 'templates/web.yaml': web({}, 'resources: {requests: {cpu: 500m}}') },
    before: [`kubectl create quota team -n ${namespace} --hard=requests.cpu=1`],
  },
  'hook-fails': { files: { 'templates/migrate.yaml': migrate(stage('job-fails')) } },
  barrier: {
    files: { 'templates/migrate.yaml': migrate({}, { 'kdeploy.dev/undo-barrier': 'schema 42' }) },
    before: [`${apply} --set tag=1.5.0`],
  },
  hotfix: { before: [`kubectl set image -n ${namespace} deployment/web app=registry.example.com/shop:1.4.3`] },
  'not-adopted': {
    files: { 'templates/flags.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: flags}\ndata: {beta: "on"}\n' },
    before: [`kubectl create configmap flags -n ${namespace} --from-literal=beta=off`],
  },
  foreign: {
    files: {
      'profiles/prod_other.yaml': `namespace: ${namespace}\ntemplates: [shared.yaml]\n`,
      'templates/shared.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shared}\ndata: {}\n',
    },
    before: ['kdeploy apply -p prod_other --quiet'],
  },
  locked: {
    pods: { 'test.kdeploy.dev/ready-after': '60s' },
    before: [
      '{ kdeploy apply -p prod_shop --set tag=1.5.0 > /dev/null 2>&1 & }',
      `until kubectl get leases -n ${namespace} -o name | grep -q kdeploy; do sleep 0.2; done`,
    ],
  },
  'stale-plan': {
    before: [
      'kdeploy diff -p prod_shop --set tag=1.5.0 --plan plan.json > /dev/null || test $? = 1',
      `${apply} --set tag=1.4.9`,
    ],
  },
  guarded: { files: { 'profiles/prod_shop.yaml': `namespace: ${namespace}\nguard: {kubeContext: prod-eu}\n` } },
  undefined: {
    files: {
      'profiles/prod_shop.yaml': `namespace: ${namespace}\nvariables: {tagg: "1.5.0"}\n`,
      'profiles/default.yaml': 'variables: {replicas: 2, level: info}\n',
    },
  },
  'yaml-1.1': {
    files: {
      'profiles/prod_shop.yaml': `namespace: ${namespace}\nvariables: {tag: 1.10, country: NO}\n`,
      'templates/config.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {LOG_LEVEL: info, COUNTRY: "{{ country }}"}\n',
    },
  },
  'bad-yaml': {
    files: {
      'templates/config.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  LOG_LEVEL: info\n   MODE: fast\n',
    },
  },
  'missing-reference': {
    files: { 'templates/web.yaml': web({}, 'env: [{name: KEY, valueFrom: {secretKeyRef: {name: api, key: kee}}}]') },
    before: [`kubectl create secret generic api -n ${namespace} --from-literal=key=x`],
  },
  forbidden: {
    before: [
      `kubectl create serviceaccount reader -n ${namespace}`,
      `kubectl create rolebinding reader -n ${namespace} --clusterrole=view --serviceaccount=${namespace}:reader`,
    ],
  },
  policy: {
    before: [
      `kubectl apply --server-side -f - <<'END'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: trouble-replicas}
spec:
  failurePolicy: Fail
  matchConstraints:
    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${namespace}}}
    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]
  validations: [{expression: object.spec.replicas <= 5, message: no more than 5 replicas in this namespace}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: trouble-replicas}
spec: {policyName: trouble-replicas, validationActions: [Deny]}
END`,
      `for i in $(seq 100); do kubectl scale -n ${namespace} deployment/web --replicas 9 --dry-run=server > /dev/null 2>&1 || break; sleep 0.2; done`,
    ],
  },
  webhook: {
    before: [
      `kubectl apply --server-side -f - <<'END'
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: trouble}
webhooks:
- name: policy.example.com
  clientConfig: {url: "https://127.0.0.1:1/validate"}
  failurePolicy: Fail
  sideEffects: None
  admissionReviewVersions: [v1]
  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${namespace}}}
  rules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]
END`,
      `for i in $(seq 100); do kubectl label -n ${namespace} deployment/web a=b --dry-run=server > /dev/null 2>&1 || break; sleep 0.2; done`,
    ],
  },
  immutable: { files: { 'templates/web.yaml': web().replaceAll('app: web}', 'app: web, tier: front}') } },
  'other-kind': {
    files: { 'templates/widget.yaml': 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n' },
  },
  'no-namespace': { files: { 'profiles/prod_new.yaml': 'namespace: trouble-new\n' } },
  confirm: { files: { 'profiles/prod_shop.yaml': `namespace: ${namespace}\nconfirm: true\n` } },
  'wrong-list': {
    files: {
      'profiles/prod_shop.yaml': `namespace: ${namespace}\ntemplates: [new.yaml]\n`,
      'templates/new.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: new}\ndata: {}\n',
    },
  },
  'stale-pods': {
    before: [`${apply} --set level=debug`],
  },
  drift: {
    before: [
      `kubectl label -n ${namespace} deployment/web owner=ann`,
      `kubectl patch -n ${namespace} configmap web --type merge -p '{"data":{"LOG_LEVEL":"debug"}}'`,
    ],
  },
  'no-server': {
    before: [
      'kubectl config view --raw -o json | tee offline.json > vpn.json',
      'kubectl config --kubeconfig offline.json set-cluster "$(kubectl config view -o jsonpath={.clusters[0].name})" --server=https://127.0.0.1:1',
      'kubectl config --kubeconfig vpn.json set-cluster "$(kubectl config view -o jsonpath={.clusters[0].name})" --server=https://kube.example.com:6443',
    ],
  },
}

/** The release, healthy; then what is wrong with it: `<!-- setup: symptom crash-loop -->`. */
export async function symptom(place: Place, name = ''): Promise<void> {
  const wanted = symptoms[name]
  if (wanted === undefined) throw new Error(`no symptom "${name}" in test/support/docs/symptoms.ts`)
  const { pods = {}, files = {}, before = [] } = wanted
  await place.run('kill %1 2>/dev/null; wait; true')
  await place.run('rm -rf templates profiles plan.json')
  for (const [path, text] of Object.entries({ ...healthy, 'templates/web.yaml': web() })) await place.write(path, text)
  await place.run(`kubectl get namespace ${namespace} -o name || kubectl create namespace ${namespace}`)
  await place.run(`kubectl delete quota --all -n ${namespace}`)
  await place.run('kubectl delete validatingwebhookconfiguration trouble --ignore-not-found')
  await place.run(`${apply} --yes --force-conflicts --revert-drift --adopt`)
  for (const [path, text] of Object.entries({ 'templates/web.yaml': web(pods), ...files }))
    await place.write(path, text)
  for (const command of before) await place.run(command)
  const config = await readFile(place.kubeconfig, 'utf8')
  await place.write('reader.json', asUser(config, `system:serviceaccount:${namespace}:reader`))
}

const healthy = {
  'kdeploy.yaml': 'name: shop\n',
  'profiles/default.yaml': 'variables: {tag: "1.4.2", replicas: 2, level: info}\n',
  'profiles/prod_shop.yaml': `namespace: ${namespace}\n`,
  'templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {LOG_LEVEL: "{{ level }}"}\n',
}

/** The kubeconfig of a user, which stands in for one with a token of its own. */
function asUser(kubeconfig: string, name: string): string {
  const config = JSON.parse(kubeconfig) as { users: { user: object }[] }
  return JSON.stringify({ ...config, users: config.users.map((one) => ({ ...one, user: { ...one.user, as: name } })) })
}
