import { expect, test } from 'vitest'
import type { ObjectRef } from '../../../src/manifest/types.ts'
import { showEvent } from '../../../src/output/progress/lines.ts'
import { showDeployed } from '../../../src/output/summary.ts'
import type { Event, Unready } from '../../../src/workflow/run/events.ts'
import { penOf, Terminal } from '../../support/output/terminal-screen.ts'

const ref: ObjectRef = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'leak', name: 'payments-api' }
const place = { file: 'templates/payments.yaml', line: 3 }
const cause = { reason: 'Failed', message: 'payments is wrong', pod: 'payments-1', container: 'payments', final: true }

/** What a person sees where the sensitive values are ordinary words. */
function shown(...events: Event[]): string[] {
  const terminal = new Terminal(200, 50)
  const words = /payments|created|deleted|to change|waiting|ready|failed/g
  const pen = penOf(terminal, { NO_COLOR: '1' }, (text) => text.replaceAll(words, '***'))
  for (const event of events) showEvent(event, pen)
  const deployed = {
    created: 1,
    changed: 0,
    adopted: 0,
    transferred: 0,
    recreated: 0,
    deleted: 0,
    orphaned: 0,
    unchanged: 0,
    revision: 1,
    waited: true,
  }
  showDeployed({ ...deployed, failures: [], stoppedByHook: false, restoration: undefined } as never, 1000, pen)
  return terminal.screen()
}

test('names of objects and words of kdeploy stay readable where a secret is the same word', () => {
  expect(
    shown(
      { type: 'planned', create: 0, adopt: 0, transfer: 0, change: 1, recreate: 0, delete: 0, orphan: 0, unchanged: 0 },
      { type: 'written', ref, action: 'create' },
      { type: 'deleted', ref },
      { type: 'reminder', waitingFor: [{ ref, message: 'a', causes: [] }], elapsed: 30_000 },
    ),
  ).toEqual([
    'plan: 0 to create, 1 to change, 0 unchanged',
    'created  Deployment leak/payments-api',
    'deleted  Deployment leak/payments-api',
    'still waiting after 30.0 s: Deployment leak/payments-api: a',
    'done: revision 1, 1 created, 0 changed, 0 unchanged, 1.0 s',
    '',
  ])
})

test.each([
  ['kind', 'release shop/prod_shop in namespace shop-prod, kube context kind, https://10.0.0.1:6443'],
  ['', 'release shop/prod_shop in namespace shop-prod, https://10.0.0.1:6443'],
])('a run says first where it goes, with the kube context %j', (kubeContext, line) => {
  const terminal = new Terminal(120, 5)
  const release = { name: 'shop', profile: 'prod_shop', namespace: 'shop-prod' }
  const place = { namespace: 'shop-prod', kubeContext, server: 'https://10.0.0.1:6443' }

  showEvent({ type: 'start', release, ...place }, penOf(terminal, { NO_COLOR: '1' }))

  expect(terminal.screen()).toEqual([line, ''])
})

test('where an object goes that is of no known release, is its namespace', () => {
  const terminal = new Terminal(120, 5)
  const place = { namespace: 'leak', kubeContext: 'team-hunter2', server: 'https://10.0.0.1' }
  const pen = penOf(terminal, { NO_COLOR: '1' }, (text) => text.replaceAll('hunter2', '(masked 1)'))

  showEvent({ type: 'start', release: undefined, ...place }, pen)

  expect(terminal.screen()).toEqual(['namespace leak, kube context team-(masked 1), https://10.0.0.1', ''])
})

test('a reminder keeps what those wait for that it names, or what stands in their way', () => {
  const api = { ...ref, name: 'api' }
  const waitingFor = [
    { ref: { ...ref, name: 'web' }, message: 'slow', causes: [] },
    { ref: api, message: 'slow', causes: [cause, { ...cause, reason: 'Other' }] },
  ]
  const terminal = new Terminal(120, 6)

  showEvent({ type: 'reminder', waitingFor, elapsed: 60_000 }, penOf(terminal, { NO_COLOR: '1' }))

  expect(terminal.screen()).toEqual([
    'still waiting after 1 min 00 s: Deployment leak/api, web',
    '         Deployment leak/web: slow',
    '         Deployment leak/api: Failed: payments is wrong',
    '',
  ])
})

test('a name that is a known secret as a whole is masked', () => {
  const terminal = new Terminal(80, 5)
  const pen = penOf(terminal, { NO_COLOR: '1' }, (text) => text.replaceAll('payments', '(masked 1)'))

  showEvent({ type: 'written', ref: { ...ref, name: 'payments' }, action: 'create' }, pen)
  expect(terminal.screen()).toEqual(['created  Deployment leak/(masked 1)', ''])
})

test('what comes from the cluster is masked next to them', () => {
  const counts = { updated: 1, ready: 0, total: 1 }
  const lines = shown(
    { type: 'progress', ref, message: 'slow', counts, causes: [cause] },
    { type: 'ready', ref, message: 'payments is up', counts },
    { type: 'log', ref, pod: 'payments-1', container: 'payments', line: 'pay\u001b[1mments' },
    { type: 'failed', report: { ref, place, message: 'payments', causes: [{ ...cause, lines: ['payments'] }] } },
    { type: 'warning', message: 'payments', place },
  )

  expect(lines.slice(0, -2)).toEqual([
    'waiting  Deployment leak/payments-api: slow; Failed: *** is wrong',
    'ready    Deployment leak/payments-api: *** is up',
    'payments-1 *** | ***',
    'failed   Deployment leak/payments-api: ***',
    '         from templates/payments.yaml:3',
    '         pod payments-1, container ***: Failed: *** is wrong',
    '           | ***',
    'warning: templates/payments.yaml:3: ***',
  ])
})

test('what is not ready when something failed is named with what stands in its way, and the rest in one line', () => {
  const one = (name: string, causes: Unready['causes'] = []) => ({ ref: { ...ref, name }, message: 'slow', causes })
  const four = ['a', 'b', 'c', 'd'].map((name) => one(name))

  expect(shown({ type: 'unready', objects: [one('a'), one('b', [cause])] }).slice(0, -2)).toEqual([
    'waiting  Deployment leak/a: slow',
    'waiting  Deployment leak/b: slow; Failed: *** is wrong',
  ])
  expect(shown({ type: 'unready', objects: [...four, one('e', [cause])] }).slice(0, -2)).toEqual([
    'waiting  Deployment leak/e: slow; Failed: *** is wrong',
    'waiting  4 not ready yet: Deployment leak/a, Deployment leak/b, Deployment leak/c and 1 more',
  ])
})

test('where the run goes is no line that a terminal breaks within the address', () => {
  const start = {
    type: 'start',
    release: { name: 'platform', profile: 'prod_cthulu', namespace: 'plat-prod' },
    namespace: 'plat-prod',
    kubeContext: 'admin',
    server: 'https://api.prod-eu.example.com:6443',
  } as const
  const shownOn = (columns: number) => {
    const terminal = new Terminal(columns, 5)
    showEvent(start, penOf(terminal, { NO_COLOR: '1' }))
    return terminal.screen().slice(0, -1)
  }
  const [release, address] = [
    'release platform/prod_cthulu in namespace plat-prod,',
    'kube context admin, https://api.prod-eu.example.com:6443',
  ]
  expect(shownOn(80)).toEqual([release, `  ${address}`])
  expect(shownOn(120)).toEqual([`${release} ${address}`])
})
