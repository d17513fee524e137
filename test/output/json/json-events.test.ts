import { Chalk } from 'chalk'
import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import type { ObjectRef } from '../../../src/manifest/types.ts'
import { JsonEvents } from '../../../src/output/json/json-events.ts'
import { createScreen } from '../../../src/output/terminal/screen.ts'
import type { Event, FailureReport } from '../../../src/workflow/run/events.ts'
import { contradictions, parseEvents } from '../../support/output/documented.ts'

const ref: ObjectRef = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
const place = { file: 'templates/web.yaml', line: 3, column: 1 }
const counts = { updated: 1, ready: 0, total: 2 }
const cause = {
  ...{ reason: 'CrashLoopBackOff', message: 'exit code 1', pod: 'web-1', container: 'app', final: true },
  log: { container: 'app', previous: true },
}
const report: FailureReport = { ref, place, message: 'no', causes: [{ ...cause, lines: ['token hunter2hunter2'] }] }

const all: Event[] = [
  {
    type: 'impact',
    impact: {
      ...{ rollouts: [{ ref, pods: 1, missing: 1, note: 'n' }, { ref }], scaled: [{ ref, from: 1, to: 2 }] },
      ...{ recreated: [ref], deleted: [ref], orphaned: [ref], hooks: [ref] },
      overBudget: [{ ref, budget: 'b', missing: 2, allowed: 1 }],
      readers: [{ ref, release: 'a/b/c', reads: [ref], isLost: true }],
    },
  },
  { type: 'notice', message: 'a' },
  { type: 'warning', message: 'a', place },
  {
    type: 'planned',
    create: 1,
    adopt: 0,
    transfer: 0,
    change: 2,
    recreate: 0,
    delete: 0,
    orphan: 1,
    unchanged: 3,
    hooks: 1,
  },
  {
    type: 'not-restored',
    ref,
    problem: new KdeployError({ code: 'manifest-invalid', category: 'input', message: 'a' }),
  },
  { type: 'deleting', ref, reason: 'a' },
  { type: 'deleted', ref },
  { type: 'orphaned', ref, reason: 'a' },
  { type: 'written', ref, action: 'create' },
  { type: 'written', ref, action: 'change' },
  { type: 'progress', ref, message: 'a', counts, causes: [cause] },
  { type: 'progress', ref, message: 'a', counts: undefined },
  { type: 'ready', ref, message: 'a', counts },
  { type: 'unready', objects: [{ ref, message: 'a', causes: [cause] }] },
  { type: 'failed', report },
  { type: 'error', problem: new KdeployError({ code: 'forbidden', category: 'cluster', message: 'a' }) },
  { type: 'reminder', waitingFor: [{ ref, message: 'a', causes: [cause] }], elapsed: 30_000 },
]

function record(use: (events: JsonEvents) => void) {
  let text = ''
  const stdout = { write: (part: string) => (text += part) }
  const { out } = createScreen(
    { stdout, stderr: stdout },
    { FORCE_COLOR: '1' },
    (part) => part,
    new Chalk({ level: 1 }),
  )
  use(
    new JsonEvents(
      out,
      (part) =>
        part.replaceAll('hunter2hunter2', '(masked 1)').replaceAll(/change|shop|web(?!-1)|apps|v1|Deployment/g, '***'),
      () => 0,
    ),
  )
  return parseEvents(text)
}

describe('events as JSON', () => {
  test('are documented, every one with all its fields', () => {
    const events = record((json) => {
      for (const event of all) json.emit(event)
      json.difference({
        ...{ ref, action: 'change', place, checkedByServer: true },
        fields: [
          {
            ...{ path: 'data.a', action: 'change', before: 'a', after: { key: ['b'] }, place, follows: [ref] },
            variables: [{ name: 'a', by: 'profiles/prod.yaml', place }],
          },
        ],
        alsoChanged: ['spec.type'],
        texts: () => ({ before: 'a', after: 'b' }),
        hunks: [
          {
            ...{ path: 'data', place, variables: [], follows: [] },
            lines: [
              { kind: 'removed', text: 'a' },
              { kind: 'added', text: 'b' },
              { kind: 'context', text: 'c' },
            ],
          },
        ],
      })
      const problem = new KdeployError({
        code: 'manifest-invalid',
        category: 'input',
        message: 'm',
        place,
        hint: 'h',
        detail: 'd',
      })
      json.endWithError(
        new KdeployError({ code: 'forbidden', category: 'cluster', message: 'm', problems: [problem] }),
        {
          ...{ command: 'apply', exitCode: 3, elapsed: 10, interrupted: false, nothingWritten: true },
        },
      )
      const ending = { command: 'apply', exitCode: 5, elapsed: 1, created: 1, changed: 0, unchanged: 0, revision: 2 }
      for (const restoration of [
        { outcome: 'restored', target: 1, revision: 3 },
        { outcome: 'nothing', reason: 'r' },
        { outcome: 'unready', target: 1, revision: 3, notRestored: [{ ref, problem }], failures: [report] },
        { outcome: 'incomplete', target: 1, revision: 3, notRestored: [{ ref, problem }], problem },
        { outcome: 'refused', target: 1, problem, written: 'nothing' },
      ] as const)
        json.end({ ...ending, notRestored: [{ ref, problem }], failures: [report], restoration })
    })

    expect(events.flatMap(contradictions)).toEqual([])
    expect(events.find(({ type }) => type === 'difference')).toMatchObject({ diff: ['@@ data @@', '-a', '+b', ' c'] })
  })

  test('mask known sensitive values, and never our own words or what names an object', () => {
    const events = record((json) => {
      for (const event of all) json.emit(event)
    })

    expect(JSON.stringify(events)).not.toContain('hunter2')
    expect(events.filter(({ type }) => type === 'written').map(({ action }) => action)).toEqual(['create', 'change'])
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({ object: ref, place, message: 'no' })
  })

  test('end with what was written before an error, and with the failures so far', () => {
    const events = record((json) => {
      for (const event of all) json.emit(event)
      json.endWithError(new Error('boom'), {
        command: 'apply',
        exitCode: 70,
        elapsed: 5,
        interrupted: false,
        nothingWritten: false,
      })
    })

    expect(events.at(-2)).toMatchObject({ type: 'error', code: 'internal', category: 'internal', message: 'boom' })
    expect(events.at(-1)).toMatchObject({
      type: 'result',
      exitCode: 70,
      created: 1,
      changed: 1,
      failures: [{ message: 'no' }],
    })
  })
})

test('the lines of a log are masked as a whole: a value may go over several of them', () => {
  const lines: string[] = []
  const stream = { write: (text: string) => lines.push(text) }
  const { out } = createScreen({ stdout: stream, stderr: stream }, {}, (text) => text)
  const redact = (text: string) => text.replaceAll('ab12\ncd34', '(masked 1)')

  new JsonEvents(out, redact, () => 0).emit({
    type: 'failed',
    report: { ...report, causes: [{ ...cause, lines: ['key ab12', 'cd34 end'] }] },
  })

  expect(JSON.parse(lines.join('')).causes[0].log).toEqual(['key (masked 1) end'])
})
