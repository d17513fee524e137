import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../../src/errors.ts'
import { showSetStatus } from '../../../../src/output/sets/reads/status.ts'
import type { ReleaseEnd, SeenRelease } from '../../../../src/sets/told/results.ts'
import type { ReleaseStatus } from '../../../../src/workflow/run/results.ts'
import {
  answered,
  now,
  objectOf,
  revisionOf,
  setOfEnds,
  statusOf,
  unanswered,
} from '../../../support/output/seen-releases.ts'
import { penOf, Terminal } from '../../../support/output/terminal-screen.ts'

const redact = (text: string) => text.replaceAll('hunter2', '(masked 1)')

function shown(ends: ReleaseEnd<SeenRelease>[], { drift = false, columns = 120 } = {}): string[] {
  const terminal = new Terminal(columns, 60)
  const same = ({ profile }: { readonly profile: string }) => ['-p', profile]
  showSetStatus(setOfEnds(...ends), { now, drift, same, redact }, penOf(terminal, { NO_COLOR: '1' }))
  return terminal.screen().slice(0, -1)
}

function seen(label: string, more: Partial<ReleaseStatus> = {}): ReleaseEnd<SeenRelease> {
  return answered(label, { status: statusOf(label, more), failures: [] })
}

const neverDeployed = new KdeployError({ code: 'nothing-deployed', category: 'input', message: 'no revisions' })
const drifted = {
  field: 'data.tag',
  change: 'changed',
  deployed: '"1"',
  live: '"hunter2"',
  by: 'kubectl',
  at: undefined,
} as const

describe('the status of several releases', () => {
  test('is a row for each, and nothing else, where all are well', () => {
    expect(shown([seen('prod_bus'), seen('prod_web@eu')])).toEqual([
      'RELEASE      STATE  REVISION  OBJECTS  PODS  DEPLOYED   BY',
      'prod_bus     ready  3         1/1      2/2   5 min ago  ann@desk',
      'prod_web@eu  ready  3         1/1      2/2   5 min ago  ann@desk',
      '2 of 2 releases ready',
    ])
  })

  test('has below the table the whole of those that are not well, and of no other', () => {
    const waiting = objectOf('web', {
      state: 'progressing',
      message: 'waiting',
      counts: { updated: 2, ready: 1, total: 2 },
    })
    const failed = revisionOf(4, { status: 'failed', reason: 'Deployment shop/web: hunter2' })

    const lines = shown([
      seen('prod_bus'),
      seen('prod_web', { objects: [waiting] }),
      seen('prod_api', { revision: failed }),
    ])

    expect(lines.slice(1, 4)).toEqual([
      'prod_bus  ready      3         1/1      2/2   5 min ago  ann@desk',
      'prod_web  not ready  3         0/1      1/2   5 min ago  ann@desk',
      'prod_api  failed     4         1/1      2/2   5 min ago  ann@desk',
    ])
    expect(lines.filter((line) => line.startsWith('==> '))).toEqual(['==> prod_web', '==> prod_api'])
    expect(lines).toContain('  Deployment shop/web: (masked 1)')
    expect(lines).toContain('progressing  Deployment shop/web  1/2    waiting')
    expect(lines.at(-2)).toBe('')
    expect(lines.at(-1)).toBe('1 of 3 releases ready; look at prod_web, prod_api')
  })

  test('says how to settle a revision that failed, of the release that it is of', () => {
    const lines = shown([seen('prod_api', { revision: revisionOf(4, { status: 'failed' }) })])

    expect(lines.join('\n')).toMatch(/to settle it, deploy once more .*: kdeploy apply -p prod_api$/m)
  })

  test('tells drift in a column where it was looked for, and which fields', () => {
    const objects = [objectOf('web', { drift: [drifted] }), objectOf('api', { driftUnknown: 'forbidden' })]
    const unknown = [objectOf('web', { driftUnknown: 'forbidden' })]

    const lines = shown([seen('prod_bus'), seen('prod_web', { objects }), seen('prod_api', { objects: unknown })], {
      drift: true,
    })

    expect(lines.slice(0, 4).map((line) => line.split(/ {2,}/)[5])).toEqual(['DRIFT', 'no', '1 object', 'unknown'])
    expect(lines.join('\n')).toContain('drifted: data.tag (changed by kubectl): "1" -> "(masked 1)"')
    expect(lines.at(-1)).toBe('3 of 3 releases ready, 1 drifted; look at prod_web, prod_api')
  })

  test('has a row for those that were never deployed, and those that could not be asked', () => {
    const unreachable = new KdeployError({ code: 'cluster-unreachable', category: 'cluster', message: 'refused' })
    const ends = [seen('prod_bus'), answered('prod_new', { neverDeployed }), unanswered('prod_web@us', unreachable)]

    expect(shown(ends).slice(2)).toEqual([
      'prod_new     never deployed                 -         -        -     -          -',
      'prod_web@us  unknown (cluster-unreachable)  -         -        -     -          -',
      '1 of 3 releases ready; look at prod_new, prod_web@us',
    ])
  })

  test('says where the namespace of one is missing', () => {
    const gone = new KdeployError({ code: 'namespace-missing', category: 'input', message: 'no namespace' })

    expect(shown([answered('prod_new', { neverDeployed: gone })])[1]).toMatch(/^prod_new +no namespace +- /)
  })

  test('notes below its row what is frozen, also what was never deployed', () => {
    const freeze = { until: '2026-11-21T05:20:00Z', since: '2026-11-21T05:00:00Z', by: 'ann@desk', reason: 'closing' }
    const detail = 'frozen until tomorrow by ann@desk: closing'
    const frozen = new KdeployError({ code: 'nothing-deployed', category: 'input', message: 'no revisions', detail })

    const lines = shown([seen('prod_bus', { freeze }), answered('prod_new', { neverDeployed: frozen })])

    expect(lines[2]).toMatch(/^ {2}frozen until 2026-11-21T05:20:00Z .* by ann@desk: closing$/)
    expect(lines[4]).toBe(`  ${detail}`)
  })

  test('tells a run that was killed, and one that is on its way', () => {
    const revision = revisionOf(4, { status: 'pending' })
    const lock = { holder: 'ann@desk (1)', since: '2026-11-21T05:05:00Z', idle: 500, isAlive: true }

    const lines = shown([seen('prod_bus', { revision }), seen('prod_web', { revision, lock })])

    expect(lines.slice(1, 3).map((line) => line.split(/ {2,}/)[1])).toEqual(['killed', 'being deployed'])
    expect(lines).toContain('  its run was killed or interrupted: nobody holds the lock')
    expect(lines.at(-1)).toBe('0 of 2 releases ready; look at prod_bus, prod_web')
  })

  test('leaves out who deployed on a narrow terminal, and breaks no row', () => {
    const lines = shown([seen('prod_bus'), answered('prod_new', { neverDeployed })], { columns: 62 })

    expect(lines[0]).toBe('RELEASE   STATE           REVISION  OBJECTS  PODS  DEPLOYED')
    expect(lines).toHaveLength(4)
    for (const line of shown([seen('prod_bus')], { columns: 30 }).slice(0, 2))
      expect(line.length).toBeLessThanOrEqual(30)
  })
})
