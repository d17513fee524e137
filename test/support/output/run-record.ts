import { KdeployError } from '../../../src/errors.ts'
import { type RunEnd, type RunRecord, RunRecorder } from '../../../src/output/reports/run-record.ts'
import type { ObjectDiff } from '../../../src/plan/diff/types.ts'
import type { Event } from '../../../src/workflow/run/events.ts'

export const refOf = (name: string, kind = 'Deployment') => {
  return { group: 'apps', version: 'v1', kind, namespace: 'shop', name }
}

export const place = { file: 'templates/web.yaml', line: 7, column: 3 }

export const start: Event = {
  type: 'start',
  release: { name: 'shop', profile: 'prod_shop', namespace: 'shop' },
  namespace: 'shop',
  kubeContext: 'prod-eu',
  server: 'https://10.0.0.1:6443',
}

export const planned: Event = {
  ...{ type: 'planned', create: 0, change: 2, adopt: 0, transfer: 0, recreate: 0 },
  ...{ delete: 0, orphan: 0, unchanged: 1 },
}

export const failure = {
  ref: refOf('web'),
  place,
  message: "its new pod can't become ready",
  causes: [
    {
      ...{ reason: 'CrashLoopBackOff', message: 'exited with code 1', pod: 'web-57995f788c-9cdfl', container: 'app' },
      ...{ final: false, lines: ['starting', "KeyError: 'API_KEY'"] },
    },
  ],
}

export function differenceOf(name: string, text: string): ObjectDiff {
  return {
    ref: refOf(name),
    action: 'change',
    place,
    checkedByServer: true,
    fields: [],
    hunks: [{ path: 'spec', lines: [{ kind: 'added', text }], place, variables: [], follows: [] }],
    alsoChanged: [],
    texts: () => ({ before: '', after: '' }),
  }
}

/** A deploy with a hook, one workload that gets ready, one that fails and one that is still on its way. */
export const failing: readonly Event[] = [
  start,
  planned,
  { type: 'difference', diff: differenceOf('web', 'image: shop:2') },
  { type: 'hook', ref: refOf('migrate', 'Job'), phase: 'before-apply' },
  { type: 'log', ref: refOf('migrate', 'Job'), pod: 'migrate-x', container: 'app', line: 'migrating' },
  { type: 'ready', ref: refOf('migrate', 'Job'), message: 'complete' },
  { type: 'written', ref: refOf('web'), action: 'change' },
  { type: 'progress', ref: refOf('api'), message: 'waiting for 1 replica', counts: undefined },
  { type: 'ready', ref: refOf('api'), message: '1 replica ready' },
  { type: 'unready', objects: [{ ref: refOf('slow'), message: 'waiting for 2 replicas', causes: [] }] },
  { type: 'failed', report: failure },
]

/** What is recorded of these events; each takes a second. */
export function recordOf(events: readonly Event[], end: Partial<RunEnd> = {}, command = 'apply'): RunRecord {
  let now = 0
  const recorder = new RunRecorder(command, () => now)
  for (const event of events) {
    recorder.emit(event)
    now += 1000
  }
  const lines = ['failed: revision 2, 1 changed, 1.4 s', 'next: kubectl logs web']
  return recorder.end({ exitCode: 5, elapsed: now, lines, interrupted: false, ...end })
}

export const quotaError = new KdeployError({
  code: 'forbidden',
  category: 'cluster',
  message: 'the cluster refused 2 objects',
  problems: [
    new KdeployError({
      code: 'forbidden',
      category: 'cluster',
      message: 'quota exceeded',
      place,
      hint: 'ask for more',
    }),
    new KdeployError({ code: 'manifest-invalid', category: 'input', message: 'bad port' }),
  ],
})
