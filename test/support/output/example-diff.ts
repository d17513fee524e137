import type { ObjectRef } from '../../../src/manifest/types.ts'
import type { DiffLine, FieldDifference, Hunk, ObjectDiff } from '../../../src/plan/diff/types.ts'
import type { Difference } from '../../../src/workflow/run/results.ts'

const namespace = 'shop-prod'

function ref(kind: string, name: string, group = '', version = 'v1'): ObjectRef {
  return { group, version, kind, namespace, name }
}

/** Lines as `diff` writes them: `-a`, `+b`, ` c`. */
export function diffLines(...lines: readonly string[]): DiffLine[] {
  const kinds: Readonly<Record<string, DiffLine['kind']>> = { '+': 'added', '-': 'removed' }
  return lines.map((line) => ({ kind: kinds[line.charAt(0)] ?? 'context', text: line.slice(1) }))
}

export function hunk(path: string, lines: readonly DiffLine[], reason: Partial<Hunk> = {}): Hunk {
  return { path, lines, place: undefined, variables: [], follows: [], ...reason }
}

export function objectDiff(diff: Pick<ObjectDiff, 'ref' | 'action'> & Partial<ObjectDiff>): ObjectDiff {
  return {
    place: undefined,
    checkedByServer: true,
    fields: [],
    hunks: [],
    alsoChanged: [],
    texts: () => ({ before: '', after: '' }),
    ...diff,
  }
}

/** With the fields that its hunks are about. */
function withFields(diff: ObjectDiff): ObjectDiff {
  const fields = diff.hunks.flatMap(({ path, lines, place, variables, follows }): FieldDifference[] => {
    const keyOf = ({ text }: DiffLine) => /^([\w./-]+): ?/.exec(text)?.[1]
    const keys = new Set(lines.filter(({ kind }) => kind !== 'context').flatMap((line) => keyOf(line) ?? []))
    const reason = { place, variables, follows }
    const lineValue = (kind: DiffLine['kind'], key: string) =>
      lines.find((line) => line.kind === kind && keyOf(line) === key)?.text.slice(key.length + 2)
    if (path === '' || keys.size === 0 || path.includes('["'))
      return [{ path, action: path === '' ? 'add' : 'change', before: undefined, after: undefined, ...reason }]
    return [...keys].map((key) => {
      const [before, after] = [lineValue('removed', key), lineValue('added', key)]
      return { path: `${path}.${key}`, action: 'change', before, after, ...reason }
    })
  })
  return { ...diff, fields }
}

const config = ref('ConfigMap', 'shop-config')
const web = ref('Deployment', 'web', 'apps')
const queue = ref('StatefulSet', 'queue', 'apps')
const migrate = ref('Job', 'migrate', 'batch')
const reports = ref('CronJob', 'reports', 'batch')
const legacy = ref('Service', 'web-legacy')

/** A release as teams have them, with one object of each action: what the pictures in docs show. */
export const exampleDiff: Difference = {
  release: 'shop/prod_eu/shop-prod',
  namespace,
  kubeContext: 'prod-eu',
  server: 'https://kube.prod-eu.example.com:6443',
  counts: { create: 1, change: 3, adopt: 1, transfer: 0, recreate: 1, delete: 1, orphan: 1, unchanged: 34 },
  impact: {
    rollouts: [
      { ref: web, pods: 6, missing: 2, note: undefined },
      { ref: queue, pods: 3, missing: 1, note: 'one pod at a time, each stops before its successor starts' },
    ],
    scaled: [],
    recreated: [reports],
    deleted: [legacy],
    orphaned: [ref('PersistentVolumeClaim', 'uploads')],
    hooks: [migrate],
    overBudget: [{ ref: web, budget: 'web', missing: 2, allowed: 1 }],
    readers: [
      {
        ref: ref('Deployment', 'storefront', 'apps'),
        release: 'storefront/prod_eu/shop-prod',
        reads: [config],
        isLost: false,
      },
    ],
  },
  unshown: [],
  refused: undefined,
  objects: [
    objectDiff({
      ref: migrate,
      action: 'run',
      hook: 'before-apply',
      place: { file: 'templates/migrate.yaml', line: 1, column: 1 },
      hunks: [
        hunk(
          'spec.template.spec.containers[name=migrate]',
          diffLines(
            '-image: registry.example.com/shop/migrate:2.8.1',
            '+image: registry.example.com/shop/migrate:2.9.0',
          ),
          {
            place: { file: 'templates/migrate.yaml', line: 14 },
            variables: [{ name: 'image_tag', by: '--set', place: undefined }],
          },
        ),
      ],
    }),
    objectDiff({
      ref: config,
      action: 'change',
      place: { file: 'templates/config.yaml', line: 1, column: 1 },
      hunks: [
        hunk(
          'data["application.properties"]',
          diffLines(
            ' server.port=8080',
            '-checkout.timeout=30s',
            '-checkout.limit=100',
            '+checkout.timeout=45s',
            '+checkout.limit=250',
            ' checkout.retries=3',
            '+checkout.currency=EUR,CHF',
            ' cache.size=512',
            ' cache.ttl=10m',
          ),
          {
            place: { file: 'templates/config.yaml', line: 9 },
            variables: [
              {
                name: 'checkout.timeout',
                by: 'profiles/prod_eu.yaml',
                place: { file: 'profiles/prod_eu.yaml', line: 12 },
              },
            ],
          },
        ),
      ],
    }),
    objectDiff({
      ref: web,
      action: 'change',
      place: { file: 'templates/web.yaml', line: 3, column: 1 },
      hunks: [
        hunk('spec', diffLines('-replicas: 4', '+replicas: 6'), {
          place: { file: 'templates/web.yaml', line: 9 },
          variables: [{ name: 'replicas', by: 'profiles/prod.yaml', place: { file: 'profiles/prod.yaml', line: 4 } }],
        }),
        hunk(
          'spec.template.metadata.annotations',
          diffLines('-checksum/config: 4be1f0c2', '+checksum/config: 97d3a51e'),
          {
            place: { file: 'templates/web.yaml', line: 16 },
            follows: [config],
          },
        ),
        hunk(
          'spec.template.spec.containers[name=web]',
          diffLines('-image: registry.example.com/shop/web:2.8.1', '+image: registry.example.com/shop/web:2.9.0'),
          {
            place: { file: 'templates/web.yaml', line: 23 },
            variables: [{ name: 'image_tag', by: '--set', place: undefined }],
          },
        ),
        hunk(
          'spec.template.spec.containers[name=web].env[name=DB_PASSWORD]',
          diffLines('-value: (masked 1)', '+value: (masked 2)'),
          {
            place: { file: 'templates/web.yaml', line: 31 },
            variables: [
              { name: 'db.password', by: 'Secret shop-prod/db', place: { file: 'profiles/prod.yaml', line: 7 } },
            ],
          },
        ),
      ],
      alsoChanged: ['spec.template.spec.containers[name=web].imagePullPolicy'],
    }),
    objectDiff({
      ref: queue,
      action: 'change',
      place: { file: 'templates/queue.yaml', line: 2, column: 1 },
      hunks: [
        hunk(
          'spec.template.spec.containers[name=queue].resources.limits',
          diffLines('-memory: 1Gi', '+memory: 1536Mi'),
          { place: { file: 'templates/queue.yaml', line: 27 } },
        ),
      ],
    }),
    objectDiff({
      ref: reports,
      action: 'recreate',
      place: { file: 'templates/reports.yaml', line: 1, column: 1 },
      hunks: [
        hunk('spec.jobTemplate.spec.selector.matchLabels', diffLines('-app: report', '+app: reports'), {
          place: { file: 'templates/reports.yaml', line: 11 },
        }),
      ],
    }),
    objectDiff({
      ref: ref('PodDisruptionBudget', 'queue', 'policy'),
      action: 'create',
      place: { file: 'templates/queue.yaml', line: 48, column: 1 },
      hunks: [
        hunk(
          '',
          diffLines(
            ...['+apiVersion: policy/v1', '+kind: PodDisruptionBudget', '+metadata:', '+  name: queue'],
            ...['+  namespace: shop-prod', '+spec:', '+  minAvailable: 2', '+  selector:'],
            ...['+    matchLabels:', '+      app: queue'],
          ),
        ),
      ],
    }),
    objectDiff({
      ref: ref('Ingress', 'shop', 'networking.k8s.io'),
      action: 'adopt',
      place: { file: 'templates/ingress.yaml', line: 1, column: 1 },
      hunks: [
        hunk(
          'spec.rules[host=shop.example.com].http.paths[path=/]',
          diffLines('-pathType: ImplementationSpecific', '+pathType: Prefix'),
          {
            place: { file: 'templates/ingress.yaml', line: 15 },
          },
        ),
      ],
    }),
    objectDiff({ ref: legacy, action: 'delete' }),
    objectDiff({ ref: ref('PersistentVolumeClaim', 'uploads'), action: 'orphan' }),
  ].map(withFields),
}
