import { expect, it } from 'vitest'
import { namesTo, nearestVariable } from '../../src/variables/nearest-variable.ts'

const leaves = ['image', 'db.host', 'db.ports[0]', 'db.ports[1].name']

it.each([
  ['imgae', 'image'],
  ['db.hots', 'db.host'],
  ['bd', 'db'],
  ['hots', 'db.host'],
  ['ports', 'db.ports'],
  ['db.ports[2]', 'db.ports[0]'],
  ['nmae', 'db.ports[1].name'],
  ['quite-another', undefined],
])('%s probably means %s', (key, meant) => {
  expect(nearestVariable(key, leaves)).toBe(meant)
})

it('a leaf is led to by what holds it', () => {
  expect(namesTo('db.ports[1].name')).toEqual(['db', 'db.ports', 'db.ports[1]', 'db.ports[1].name'])
})
