import { describe, expect, test } from 'vitest'
import { setRelease } from '../../src/order/release.ts'
import { reversed } from '../../src/order/reversed.ts'

const releases = ['bus', 'db', 'app'].map((name) => setRelease(name, undefined))

describe('the order of an undo', () => {
  test('has what needs another before it', () => {
    const turned = reversed(releases, new Map([['app', ['db', 'bus']]]))

    expect(turned.releases.map(({ label }) => label)).toEqual(['app', 'db', 'bus'])
    expect(Object.fromEntries(turned.before)).toEqual({ bus: ['app'], db: ['app'], app: [] })
  })

  test('holds where what lies between two is left out', () => {
    const { before } = reversed(
      releases,
      new Map([
        ['db', ['bus']],
        ['app', ['db']],
      ]),
    )

    expect(before.get('bus')).toEqual(['db', 'app'])
  })
})
