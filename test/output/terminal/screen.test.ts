import { Chalk } from 'chalk'
import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import type { Finding } from '../../../src/findings/finding.ts'
import type { RecordedBarrier } from '../../../src/history/records/revision.ts'
import type { ObjectRef } from '../../../src/manifest/types.ts'
import { showDiff } from '../../../src/output/diff/text.ts'
import { showAsJson } from '../../../src/output/findings/json.ts'
import { showAsJunit } from '../../../src/output/findings/junit.ts'
import { showAsSarif } from '../../../src/output/findings/sarif.ts'
import { showValidated } from '../../../src/output/findings/text.ts'
import { showBarriers, showHistory, showHistoryAsJson } from '../../../src/output/history.ts'
import { JsonEvents } from '../../../src/output/json/json-events.ts'
import { showManifests, showRaw } from '../../../src/output/manifests.ts'
import { showNextSteps } from '../../../src/output/next-steps.ts'
import { showProfiles } from '../../../src/output/profiles.ts'
import { liveProgress } from '../../../src/output/progress/live-progress.ts'
import { plainProgress } from '../../../src/output/progress/plain-progress.ts'
import { showReleases, showReleasesAsJson, showUnlistable } from '../../../src/output/releases.ts'
import { showStatus } from '../../../src/output/status.ts'
import { showStatusAsJson } from '../../../src/output/status-json.ts'
import { createStatusWatch } from '../../../src/output/status-watch.ts'
import { showDeleted, showDeployed } from '../../../src/output/summary.ts'
import { showError } from '../../../src/output/terminal/error.ts'
import { createScreen, type Pen } from '../../../src/output/terminal/screen.ts'
import { createTrace } from '../../../src/output/trace.ts'
import { showComparison, showVariables } from '../../../src/output/variables.ts'
import type { Event } from '../../../src/workflow/run/events.ts'
import type { ListedRevision, ReleaseList, ReleaseStatus } from '../../../src/workflow/run/results.ts'
import { actingIn, forgedIn, hostile } from '../../support/output/hostile.ts'
import { Terminal } from '../../support/output/terminal-screen.ts'

const asIs = (text: string) => text
const createdAt = '2026-11-21T05:00:00Z'

function refOf(name: string): ObjectRef {
  return { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'shop', name }
}

function findingWith(text: string): Finding {
  const about = { kind: text, namespace: text, name: text }
  return { rule: text, severity: 'warning', message: text, place: { file: text, line: 1, by: text }, about, hint: text }
}

function errorWith(text: string): KdeployError {
  const problem = new KdeployError({
    code: 'file-invalid',
    category: 'input',
    message: text,
    place: { file: text, line: 1 },
  })
  const place = { file: `templates/${text}.yaml`, line: 2 }
  const known = { code: 'file-invalid', category: 'input', message: text, detail: text, hint: text, place } as const
  return new KdeployError({ ...known, problems: [problem] })
}

function revisionWith(text: string): ListedRevision {
  const facts = { number: 2, createdAt, finishedAt: createdAt, by: text, command: text, reason: text }
  return {
    ...facts,
    status: text as 'failed',
    restores: undefined,
    images: [],
    untrusted: text,
    writes: undefined,
    changes: undefined,
  }
}

/** What a barrier of an object with this name says. */
function barrierWith(text: string): RecordedBarrier {
  return { text, ref: refOf(text), revision: 2 }
}

function statusWith(text: string): ReleaseStatus {
  const cause = { reason: text, message: text, pod: text, container: text, final: true, lines: [text, text] }
  const drift = [
    {
      field: text,
      change: 'changed' as const,
      deployed: JSON.stringify(text),
      live: JSON.stringify(`x\n${text}`),
      by: text,
      at: text,
    },
  ]
  const object = { ref: refOf(text), template: text, state: 'failed' as const, message: text, counts: undefined }
  return {
    release: text,
    revision: revisionWith(text),
    unreadable: [revisionWith(text)],
    objects: [
      {
        ...object,
        causes: [cause],
        stale: [{ ref: refOf(text), changedAt: text, by: text, pods: [text] }],
        drift,
        claimedBy: text,
        driftUnknown: text,
      },
    ],
    terminating: [{ ref: refOf(text), reason: text }],
  } as unknown as ReleaseStatus
}

function releasesWith(text: string): ReleaseList {
  const release = { name: text, profile: text, namespace: text }
  const workloads = { ready: 1, total: 2 }
  const revision = { revision: 1, status: 'failed', isKilled: false, createdAt, by: text, reason: text } as const
  const freeze = { until: createdAt, since: createdAt, by: text, reason: text }
  const releases = [{ release, ...revision, workloads, freeze, expiry: { unreadable: text } }]
  const frozen = [{ release, freeze: { unreadable: text } }]
  return { kubeContext: text, server: text, namespace: text, releases, frozen, unlistable: [text] }
}

const placeWith = (text: string) => ({ release: text, namespace: text, kubeContext: text, server: text })

function eventsWith(text: string): Event[] {
  const ref = refOf(text)
  const cause = { reason: text, message: text, pod: text, container: text, final: true, lines: [text, text] }
  const counts = { updated: 1, ready: 0, total: 1 }
  const freeze = { until: createdAt, since: createdAt, by: text, reason: text }
  const frozen = { name: text, profile: text, namespace: text }
  return [
    { type: 'frozen', release: frozen, freeze, now: 0 },
    { type: 'thawed', release: frozen, freeze },
    { type: 'start', release: undefined, namespace: 'shop', kubeContext: text, server: text },
    { type: 'notice', message: text },
    { type: 'warning', message: text, place: { file: text } },
    { type: 'written', ref, action: 'create' },
    { type: 'not-restored', ref, problem: errorWith(text) },
    { type: 'deleting', ref, reason: text },
    { type: 'deleted', ref },
    { type: 'orphaned', ref, reason: text },
    { type: 'hook', ref, phase: 'before-apply' },
    { type: 'log', ref, pod: text, container: text, line: text },
    { type: 'progress', ref, message: text, counts, causes: [cause] },
    { type: 'reminder', waitingFor: [{ ref, message: text, causes: [cause] }], elapsed: 1 },
    { type: 'unready', objects: [{ ref, message: text, causes: [cause] }] },
    { type: 'ready', ref: refOf('other'), message: text, counts },
    { type: 'failed', report: { ref, place: { file: text }, message: text, causes: [cause] } },
    { type: 'error', problem: errorWith(text) },
  ]
}

function deployedWith(text: string) {
  const notRestored = [{ ref: refOf(text), problem: errorWith(text) }]
  const restoration = { outcome: 'nothing', reason: text } as const
  return { failures: [], notRestored, restoration, created: 0, unchanged: 1 } as unknown as Parameters<
    typeof showDeployed
  >[0]
}

/** Everything that writes: each with a text from outside in every place that it has. */
const views: Readonly<Record<string, (text: string, pen: Pen) => void>> = {
  'an error': (text, pen) => showError(errorWith(text), pen, '1'),
  'a bug in kdeploy': (text, pen) => showError(new Error(text), pen, '1'),
  'each event': (text, pen) => {
    const progress = plainProgress(pen)
    for (const event of eventsWith(text)) progress.emit(event)
  },
  'each event, live': (text, pen) => {
    const progress = pen.region === undefined ? plainProgress(pen) : liveProgress(pen, pen.region, () => 0)
    for (const event of eventsWith(text)) progress.emit(event)
    progress.close()
  },
  'each event as JSON': (text, pen) => {
    const events = new JsonEvents(pen, asIs, () => 0)
    for (const event of eventsWith(text)) events.emit(event)
    events.endWithError(errorWith(text), {
      command: 'apply',
      exitCode: 2,
      elapsed: 0,
      interrupted: false,
      nothingWritten: true,
    })
  },
  'a status': (text, pen) => showStatus(statusWith(text), Date.parse(createdAt), pen, asIs),
  'a status as JSON': (text, pen) => showStatusAsJson(statusWith(text), pen, asIs),
  'a status that is watched': (text, pen) => {
    for (const format of ['text', 'json'] as const) {
      const watch = createStatusWatch({ out: pen, err: pen }, format, () => 0, asIs)
      watch.show(statusWith(text))
      watch.show(errorWith(text))
      watch.show({ ...statusWith(text), terminating: [] })
      watch.end()
    }
  },
  'a list of releases': (text, pen) => {
    const list = releasesWith(text)
    showReleases(list, Date.parse(createdAt), pen, asIs)
    showReleases({ ...list, releases: [] }, Date.parse(createdAt), pen, asIs)
    showReleasesAsJson(list, pen, asIs)
    showUnlistable(list, pen)
  },
  'a history': (text, pen) => showHistory({ revisions: [revisionWith(text)] }, Date.parse(createdAt), pen, asIs),
  'undo barriers': (text, pen) => showBarriers({ barriers: [barrierWith(text)] }, pen),
  'a history as JSON': (text, pen) =>
    showHistoryAsJson(
      { ...placeWith(text), barriers: [barrierWith(text)], revisions: [revisionWith(text)] },
      pen,
      asIs,
    ),
  'a diff': (text, pen) =>
    showDiff(
      [
        {
          ...{
            ref: refOf(text),
            action: 'change',
            place: { file: text },
            checkedByServer: true,
            afterDeletion: undefined,
          },
          alsoChanged: [text],
          hunks: [
            {
              ...{ path: text, place: { file: text }, follows: [refOf(text)] },
              variables: [{ name: text, by: text, place: { file: text } }],
              lines: (['added', 'removed', 'context'] as const).map((kind) => ({ kind, text })),
            },
          ],
        },
      ] as unknown as Parameters<typeof showDiff>[0],
      pen,
    ),
  variables: (text, pen) => {
    const given = { value: text, sensitive: false, by: text, place: { file: text } }
    for (const format of ['text', 'json'] as const) {
      showVariables([{ name: text, ...given, overrode: [given] }], format, pen, asIs)
      showComparison([{ name: text, left: given, right: undefined }], [text, text], format, pen, asIs)
      showComparison([], [text, text], format, pen, asIs)
    }
  },
  profiles: (text, pen) => {
    const profile = { profile: text, envType: text, profileName: text, namespace: text, kubeContext: text }
    for (const format of ['text', 'json'] as const)
      showProfiles([{ ...profile, templates: [text] }] as Parameters<typeof showProfiles>[0], format, pen)
  },
  'what validate found': (text, pen) => {
    const problems = [errorWith(text)]
    const findings = [findingWith(text)]
    const validated = {
      profiles: [{ profile: text, manifests: 1, problems, findings }],
      findings,
      unchecked: [text],
      rules: [],
    }
    const screen = { out: pen, err: pen }
    showValidated(validated, screen)
    showAsJson(validated, pen, asIs)
    showAsSarif(validated, pen, asIs, { version: '1' })
    showAsJunit(validated, pen, asIs, { strict: false })
  },
  'a trace': (text, pen) => createTrace(pen, () => 0)(text),
  'the end of a deploy': (text, pen) => {
    showDeployed(deployedWith(text), 1, pen)
    showDeleted(
      { release: text, deleted: 1, terminating: 0, orphaned: 0, kept: 0 } as Parameters<typeof showDeleted>[0],
      1,
      pen,
    )
  },
  'what to type next': (text, pen) => {
    const log = { container: text, previous: false }
    const causes = [{ reason: text, message: text, pod: text, log, final: true, lines: [] }]
    const failure = { ref: refOf(text), place: undefined, message: text, causes }
    showNextSteps([failure], 'undo', { kdeploy: ['-p', text], kubeContext: text, kubeconfig: text }, pen)
  },
  'a line of any kind': (text, pen) => {
    pen.line(text)
    pen.safeLine(pen.colour.red(`${text} ${pen.colour.bold(text)}`))
    pen.json({ [text]: [text] }, 0)
  },
}

function sent(view: (text: string, pen: Pen) => void, text: string, isTTY: boolean): string {
  const terminal = new Terminal(100, 40)
  const stream = { isTTY, columns: 100, rows: 40, write: (written: string) => terminal.write(written) }
  const environment = { TERM: 'xterm' }
  view(text, createScreen({ stdout: stream, stderr: stream }, environment, asIs, new Chalk({ level: 1 })).err)
  return terminal.writes.join('')
}

describe.each(Object.entries(views))('%s', (_, view) => {
  test.each(Object.entries(hostile))('lets no terminal and no pipe have %s', (_, text) => {
    for (const isTTY of [true, false]) {
      const written = sent(view, `a${text}b`, isTTY)
      expect(written.length).toBeGreaterThan(0)
      expect(actingIn(written, { onTerminal: isTTY })).toEqual([])
      expect(forgedIn(written)).toEqual([])
    }
  })

  test('takes no colour from a text', () => {
    const codes = (text: string) => sent(view, text, true).match(/\u001b\[\d+m/g)
    expect(codes('a\u001b[31m\u001b[36mb\u001b[0m')).toEqual(codes('ab'))
  })
})

describe('data', () => {
  const text = `a${Object.values(hostile).join('')}b\n`

  test.each(['render', 'render --raw'])('of %s is byte-exact for a pipe, and escaped for a terminal', (command) => {
    const view = (data: string, pen: Pen) =>
      command === 'render'
        ? showManifests([{ template: 'web.yaml', yaml: data }] as Parameters<typeof showManifests>[0], pen)
        : showRaw([{ template: 'web.yaml', text: data }] as Parameters<typeof showRaw>[0], pen)
    expect(sent(view, text, false).endsWith(text)).toBe(true)
    expect(actingIn(sent(view, text, true))).toEqual([])
  })

  test('as JSON reads as what it was', () => {
    const written = sent((value, pen) => pen.json({ value }, 2), text, true)
    expect(actingIn(written)).toEqual([])
    expect(JSON.parse(written)).toEqual({ value: text })
  })
})

describe('colours', () => {
  test('are codes on a terminal, also one in another, and nothing in a pipe', () => {
    const view = (text: string, pen: Pen) => pen.safeLine(pen.colour.dim(`${text} ${pen.colour.red('x')} ${text}`))
    expect(sent(view, 'a', true)).toBe('\u001b[2ma \u001b[31mx\u001b[39m a\u001b[22m\n')
    expect(sent(view, 'a', false)).toBe('a x a\n')
  })

  test('go on behind a text that has what looks like half of a mark', () => {
    const view = (text: string, pen: Pen) => pen.safeLine(`${pen.colour.red(text)}${pen.colour.bold('b')}`)
    expect(sent(view, '\ufdd3red;', true)).toContain('\u001b[1mb\u001b[22m')
  })
})
