import { describe, expect, test } from 'vitest'
import { explainApiError } from '../src/cluster/errors/explain.ts'
import { statusError } from '../src/cluster/errors/status.ts'
import { KdeployError } from '../src/errors.ts'
import { podCauses } from '../src/kinds/causes/pod-causes.ts'
import { describeValue } from '../src/manifest/describe.ts'
import type { KubeObject } from '../src/manifest/types.ts'
import { createMasking, type Masking } from '../src/masking/masking.ts'
import { showHistory } from '../src/output/history.ts'
import { JsonEvents } from '../src/output/json/json-events.ts'
import { showFailure } from '../src/output/progress/failure.ts'
import { liveProgress } from '../src/output/progress/live-progress.ts'
import { showStatus } from '../src/output/status.ts'
import { showError } from '../src/output/terminal/error.ts'
import { createScreen, type Pen } from '../src/output/terminal/screen.ts'
import { createTrace } from '../src/output/trace.ts'
import { showVariables } from '../src/output/variables.ts'
import { describe as describeSetting } from '../src/profile/check.ts'
import { commandSource } from '../src/sources/command.ts'
import { createEnvironment } from '../src/template/library.ts'
import { conflictError } from '../src/workflow/planning/compare/conflict-error.ts'
import type { ListedRevision, ReleaseStatus } from '../src/workflow/run/results.ts'
import { readDocuments } from '../src/yaml/read.ts'
import { event, NOW, pod, terminated } from './support/kinds/objects.ts'
import { Terminal } from './support/output/terminal-screen.ts'
import { canaryOf, piecesIn, randomFrom } from './support/secrets/canary.ts'

interface Shown {
  readonly pen: Pen
  readonly masking: Masking
}

interface Place {
  /** Where it cuts, in characters from the beginning of the text. */
  readonly limit: number
  show(text: string, to: Shown): void | Promise<void>
}

const createdAt = '2026-11-21T05:00:00Z'
const place = { file: 'a.yaml' }
const ref = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name: 'web' }

function fail(message: string, pen: Pen, detail?: string): void {
  showError(new KdeployError({ code: 'source-failed', category: 'input', message, detail }), pen, '1')
}

function thrown(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

function conflictOver(text: string, masking: Masking): KdeployError {
  const config = (value: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a' },
    data: { key: value },
  })
  const manifest = { object: config('ours'), template: 'a.yaml', placeOf: () => place, sensitive: [] }
  const conflict = { field: '.data.key', manager: 'other', operation: 'Apply', subresource: undefined }
  return conflictError(
    { ref: { ...ref, kind: 'ConfigMap' }, manifest, desired: config('ours') } as Parameters<typeof conflictError>[0],
    config(text),
    [conflict] as Parameters<typeof conflictError>[2],
    masking.mask,
  )
}

function showCauses(causes: ReturnType<typeof podCauses>, pen: Pen): void {
  expect(causes).toHaveLength(1)
  const lines = { lines: [] }
  showFailure({ ref, place, message: 'failed', causes: causes.map((cause) => ({ ...cause, ...lines })) }, pen)
}

function revisionWith(reason: string): ListedRevision {
  const told = { summary: reason, commit: reason, job: reason, images: [{ image: reason, digests: [reason] }] }
  const facts = { number: 2, createdAt, finishedAt: createdAt, by: reason, command: 'apply', reason, ...told }
  return { ...facts, status: 'failed', restores: undefined, changes: undefined } as unknown as ListedRevision
}

/** Every place that shortens, wraps or lays out a text from outside. */
const places: Readonly<Record<string, Place>> = {
  'the live value of a conflict': {
    limit: 79,
    show: (text, { pen, masking }) => showError(conflictOver(text, masking), pen, '1'),
  },
  'an answer that is no Status': {
    limit: 300,
    show: (text, { pen }) =>
      showError(explainApiError(statusError({ status: 502, text, request: 'GET /' }), { what: 'a' }), pen, '1'),
  },
  'what a field of a manifest holds': { limit: 59, show: (text, { pen }) => fail(`found ${describeValue(text)}`, pen) },
  'a field’s text of several lines': {
    limit: 59,
    show: (text, { pen }) => fail(`found ${describeValue('x', `${text}\nmore`)}`, pen),
  },
  'what a field of a profile holds': {
    limit: 59,
    show: (text, { pen }) => fail(`found ${describeSetting(text)}`, pen),
  },
  'the words of a command': {
    limit: 60,
    async show(text, { pen }) {
      const options = { command: ['/nonexistent/command', text] }
      const world = { folder: '/', environment: {}, signal: undefined }
      const spec = { options, place, placeOf: () => place } as unknown as Parameters<typeof commandSource.read>[0]
      const error = await Promise.resolve(
        commandSource.read(
          spec,
          (argument) => String(argument),
          world as unknown as Parameters<typeof commandSource.read>[2],
        ),
      ).catch((failure: unknown) => failure)
      expect(error).toBeInstanceOf(KdeployError)
      showError(error, pen, '1')
    },
  },
  'a line of YAML that is broken': {
    limit: 100,
    show: (text, { pen }) =>
      showError(
        thrown(() => readDocuments(`a: "${text}" ${text}`, 'a.yaml')),
        pen,
        '1',
      ),
  },
  'a long line of YAML, before its caret': {
    limit: 200,
    show: (text, { pen }) =>
      showError(
        thrown(() => readDocuments(`a: ${text}: b`, 'a.yaml')),
        pen,
        '1',
      ),
  },
  'a line of a template': {
    limit: 120,
    show: (text, { pen }) =>
      showError(
        thrown(() => createEnvironment({ undefined: 'strict' }).renderString(`${text}{{ nosuch.a }}${text}`)),
        pen,
        '1',
      ),
  },
  'the last words of a container': {
    limit: 40,
    show: (text, { pen }) => showCauses(podCauses(pod(terminated(1, { message: `before\n${text}` })), [], NOW), pen),
  },
  'what a probe says': {
    limit: 60,
    show(text, { pen }) {
      const running = pod({ running: { startedAt: createdAt } })
      showCauses(podCauses(running, [event(running, 'Unhealthy', `${text}\nmore`)], NOW), pen)
    },
  },
  'the reason of a revision, in the table': {
    limit: 200,
    show: (text, { pen, masking }) =>
      showHistory({ revisions: [revisionWith(text)] }, Date.parse(createdAt), pen, masking.redact),
  },
  'a variable': {
    limit: 79,
    show(text, { pen, masking }) {
      const given = { value: text, sensitive: false, by: text, place: undefined }
      showVariables([{ name: 'a', ...given, overrode: [given] }], 'text', pen, masking.redact)
    },
  },
  'the status of an object': {
    limit: 80,
    show(text, { pen, masking }) {
      const cause = { reason: 'Error', message: text, final: true, lines: [text] }
      const object = { ref, template: 'a.yaml', state: 'failed', message: text, counts: undefined, causes: [cause] }
      const status = {
        release: 'a',
        revision: revisionWith(text),
        unreadable: [{ ...revisionWith(text), untrusted: text }],
        terminating: [{ ref, reason: text }],
        objects: [{ ...object, drift: [], stale: [] }],
      }
      showStatus(status as unknown as ReleaseStatus, Date.parse(createdAt), pen, masking.redact)
    },
  },
  'the table of a rollout': {
    limit: 40,
    show(text, { pen }) {
      if (pen.region === undefined) throw new Error('no terminal')
      const progress = liveProgress(pen, pen.region, () => 0)
      const counts = { updated: 1, ready: 0, total: 1 }
      progress.emit({ type: 'progress', ref, message: `waiting for ${text}`, counts })
      const cause = { reason: 'Error', message: text, final: false }
      progress.emit({ type: 'progress', ref: { ...ref, name: 'b' }, message: 'a', counts, causes: [cause] })
      pen.region.refresh()
      progress.close()
    },
  },
  'a log whose value goes over several lines': {
    limit: 80,
    show(text, { pen, masking }) {
      const cause = { reason: 'Error', message: 'a', final: true, lines: [text, text] }
      showFailure({ ref, place, message: text, causes: [cause] }, pen)
      new JsonEvents(pen, masking.redact, () => 0).emit({
        type: 'failed',
        report: { ref, place, message: text, causes: [cause] },
      })
    },
  },
  'a line of --verbose': { limit: 80, show: (text, { pen }) => createTrace(pen, () => 0)(text) },
}

/** What a place shows of a text, on a terminal, of a value that is known. */
async function shownAt({ show }: Place, text: string, value: string, columns: number): Promise<string> {
  const masking = createMasking()
  masking.registerSecrets([value])
  const terminal = new Terminal(columns, 24)
  const { err } = createScreen({ stdout: terminal, stderr: terminal }, { TERM: 'xterm', NO_COLOR: '1' }, masking.redact)
  await show(text, { pen: err, masking })
  return terminal.writes.join('')
}

describe.each(Object.entries(places))('no piece of a value shows in %s', (_, where) => {
  const { limit } = where

  test('that begins before the cut, ends behind it, or ends at it', async () => {
    const random = randomFrom(limit)
    for (const length of [6, 7, 12, 40, 200, 4000]) {
      const value = canaryOf(length, random)
      const begins = [limit - length, limit - length + 1, limit - length - 1, limit - 5, limit - 1, limit, limit + 1, 0]
      for (const begin of new Set(begins.map((at) => Math.max(0, at)))) {
        const text = `${'.'.repeat(begin)}${value}${'.'.repeat(400)}`
        const shown = await shownAt(where, text, value, 80)
        expect({ length, begin, pieces: piecesIn(shown, value) }).toEqual({ length, begin, pieces: [] })
      }
    }
  })

  test('of any length from 6 characters on, on a terminal of 40 to 200 columns', async () => {
    const random = randomFrom(7 * limit)
    for (let round = 0; round < 40; round++) {
      const length = round % 2 === 0 ? 6 + random(60) : 6 + random(3995)
      const value = canaryOf(length, random)
      const columns = 40 + random(161)
      const text = `${'.'.repeat(random(2 * limit))}${value}${'.'.repeat(random(400))}`
      const shown = await shownAt(where, text, value, columns)
      expect({ length, columns, pieces: piecesIn(shown, value) }).toEqual({ length, columns, pieces: [] })
    }
  })

  test('while without the mask it would', async () => {
    const value = canaryOf(40, randomFrom(1))
    expect(piecesIn(await shownAt(where, `....${value}....`, 'another value', 80), value)).not.toEqual([])
  })
})

describe('a value whose own variable is sensitive', () => {
  test('doesn’t show whatever its length is, from one character to 4,000', async () => {
    const random = randomFrom(3)
    for (let round = 0; round < 200; round++) {
      const value = canaryOf(round < 20 ? 1 + (round % 6) : 1 + random(4000), random)
      const show = (_: string, { pen, masking }: Shown) => {
        const given = { value: masking.mask(value), sensitive: true, by: 'b', place: undefined }
        showVariables([{ name: '-', ...given, overrode: [given] }], 'text', pen, masking.redact)
      }
      const shown = await shownAt({ limit: 0, show }, '', 'another value', 40 + random(161))
      expect(shown.replaceAll('(masked 1)', '').split('\n')[1]?.trim()).toMatch(/^- +b$/)
    }
  })
})

describe('a text that another has cut', () => {
  test.each([6, 7, 30, 3999])('shows no %d characters of a value at its beginning or its end', (length) => {
    const random = randomFrom(length)
    const value = canaryOf(4000, random)
    const masking = createMasking()
    masking.registerSecrets([value])
    const filler = ` ${'.'.repeat(1000)} `

    const shown = masking.redact(`${value.slice(-length)}${filler}${value.slice(0, length)}\n`)

    expect(shown).toBe(`(masked 1)${filler}(masked 1)\n`)
  })

  test('is left as it is where it is short, or ends in fewer characters', () => {
    const masking = createMasking()
    masking.registerSecrets(['correct-horse-battery'])
    const long = `${'.'.repeat(1000)}corre`
    expect(masking.redact(long)).toBe(long)
    expect(masking.redact('it is correct')).toBe('it is correct')
  })
})
