import { expect, test } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import { createStatusWatch } from '../../src/output/status-watch.ts'
import { createScreen } from '../../src/output/terminal/screen.ts'
import type { ObjectStatus, ReleaseStatus } from '../../src/workflow/run/results.ts'
import { Terminal } from '../support/output/terminal-screen.ts'

const asIs = (text: string) => text
const createdAt = '2026-11-29T10:00:00Z'
const away = new KdeployError({ code: 'cluster-unreachable', category: 'cluster', message: "it doesn't answer" })

function object(name: string, state: ObjectStatus['state'], message: string): ObjectStatus {
  const counts = { updated: 1, ready: state === 'ready' ? 1 : 0, total: 1 }
  const ref = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name }
  const nothing = { causes: [], stale: [], drift: [], claimedBy: undefined, driftUnknown: undefined }
  return { ref, template: 'web.yaml', state, message, counts, isAwaited: true, isUnwritten: false, ...nothing }
}

function status(...objects: readonly ObjectStatus[]): ReleaseStatus {
  const revision = { number: 1, status: 'applied', createdAt, by: 'ann@desk', command: 'apply', images: [] }
  const lists = { unreadable: [], terminating: [] }
  return { release: 'shop/prod_shop/shop', revision, objects, lock: null, ...lists } as unknown as ReleaseStatus
}

const web = (state: ObjectStatus['state'], message: string) => object('web', state, message)
const api = object('api', 'ready', '1 replica ready')

/** What is written to a pipe, by stream. */
function piped(format: 'text' | 'json') {
  const texts = { stdout: '', stderr: '' }
  const streamOf = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      texts[name] += text
    },
  })
  let now = Date.parse(createdAt)
  const screen = createScreen({ stdout: streamOf('stdout'), stderr: streamOf('stderr') }, {}, asIs)
  const watch = createStatusWatch(screen, format, () => (now += 3_600_000), asIs)
  return {
    watch,
    taken(name: 'stdout' | 'stderr'): string[] {
      const lines = texts[name].split('\n').filter((line) => line !== '')
      texts[name] = ''
      return lines
    },
  }
}

test('what changed is appended to a pipe, and what only got older is not', () => {
  const { watch, taken } = piped('text')
  watch.show(status(web('progressing', 'no progress for 3 s'), api))
  expect(taken('stdout')).toHaveLength(4)

  watch.show(status(web('progressing', 'no progress for 12 s'), api))
  expect(taken('stdout')).toEqual([])

  watch.show(status(web('ready', '1 replica ready'), api))
  expect(taken('stdout')).toEqual([
    expect.stringMatching(/^ready +Deployment shop\/web +1\/1 +1 replica ready$/),
    '2 of 2 objects ready',
  ])
})

test('an API server that is away is told once, and that it is back', () => {
  const { watch, taken } = piped('text')
  watch.show(status(api))
  taken('stdout')
  for (const seen of [away, away, status(api)]) watch.show(seen)
  expect(taken('stderr')).toEqual([
    expect.stringContaining("it doesn't answer; still trying"),
    'the release can be read again',
  ])
  expect(taken('stdout')).toEqual([])
})

test('each other status is a document of a line', () => {
  const { watch, taken } = piped('json')
  for (const message of ['no progress for 3 s', 'no progress for 4 s', 'waiting'])
    watch.show(status(web('failed', message)))
  expect(taken('stdout').map((line) => JSON.parse(line).objects[0].message)).toEqual(['no progress for 3 s', 'waiting'])
})

test('a terminal shows the last status in the place of the one before, cut to its size, and keeps it in the end', () => {
  const terminal = new Terminal(40, 6)
  const screen = createScreen({ stdout: terminal, stderr: terminal }, { TERM: 'xterm', NO_COLOR: '1' }, asIs)
  const watch = createStatusWatch(screen, 'text', () => Date.parse(createdAt), asIs)
  const many = ['a', 'b', 'c', 'd', 'e'].map((name) => object(name, 'ready', 'x'.repeat(60)))
  watch.show(status(web('progressing', 'waiting')))
  watch.show(status(...many))

  expect(terminal.screen().filter((line) => line !== '')).toEqual([
    expect.stringMatching(/^shop\/prod_shop\/shop: revision 1, appli…$/),
    expect.stringMatching(/^ready +Deployment shop\/a +1\/1 .*…$/),
    expect.stringMatching(/^ready +Deployment shop\/b +1\/1 .*…$/),
    '… and 4 more lines',
  ])

  watch.show(away)
  expect(terminal.screen()[0]).toMatch(/^it doesn't answer; still trying/)
  watch.end()
  const left = terminal.screen().filter((line) => line !== '')
  expect(left).toHaveLength(7)
  expect(left.at(-1)).toBe('5 of 5 objects ready')
})
