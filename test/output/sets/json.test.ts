import { describe, expect, test } from 'vitest'
import { jsonEnded, jsonSetEvent } from '../../../src/output/sets/json.ts'
import type { SetEvent } from '../../../src/sets/told/events.ts'
import { endOf, errorEnd, releaseOf } from '../../support/output/set-events.ts'

describe('a set as JSON', () => {
  const releases = ['prod_bus@eu', 'prod_web'].map(releaseOf)

  test.each<[Exclude<SetEvent, { type: 'release' | 'release-ended' }>, object]>([
    [
      { type: 'set', run: 'r', releases },
      {
        ...{ command: 'apply', run: 'r' },
        releases: [
          { label: 'prod_bus@eu', profile: 'prod_bus', cluster: 'eu' },
          { label: 'prod_web', profile: 'prod_web', cluster: undefined },
        ],
      },
    ],
    [{ type: 'release-begun', release: releaseOf('prod_web'), action: 'plan' }, { action: 'plan' }],
    [
      { type: 'step', number: 1, of: 2, releases },
      { step: 1, of: 2, releases: ['prod_bus@eu', 'prod_web'] },
    ],
    [
      { type: 'bake', step: 1, releases, duration: 1000 },
      { step: 1, releases: ['prod_bus@eu', 'prod_web'], duration: 1000 },
    ],
    [
      { type: 'step-command', step: 1, argv: ['a', 'b c'] },
      { step: 1, argv: ['a', 'b c'] },
    ],
    [{ type: 'warning', message: 'beware' }, { message: 'beware' }],
  ])('tells %o', (event, body) => {
    expect(jsonSetEvent(event, 'apply')).toEqual(body)
  })

  test('has the error of a release only where no event told it', () => {
    expect(jsonEnded(errorEnd('prod_a'), 'apply', false)).toMatchObject({ state: 'failed', error: undefined })
    expect(jsonEnded(errorEnd('prod_a'), 'apply', true)).toMatchObject({
      ...{ state: 'failed', exitCode: 2, failures: [] },
      error: { code: 'template-undefined', message: 'the variable greeting is undefined' },
    })
  })

  test('has of a release what a run of its own has in its result', () => {
    expect(jsonEnded(endOf('prod_a', { reason: 'to revision 2' }), 'undo', true)).toMatchObject({
      ...{ action: 'deploy', state: 'done', command: 'undo', exitCode: 0, revision: 3, changed: 1, elapsed: 12_300 },
      reason: 'to revision 2',
    })
  })

  test('has the revision that brought a release back besides the one that its deploy made', () => {
    expect(jsonEnded(endOf('prod_a', { state: 'restored', revision: 4 }), 'apply', true)).toMatchObject({
      ...{ state: 'restored', revision: 3, restoredAs: 4 },
    })
  })
})
