import { expect, test } from 'vitest'
import {
  allNeeds,
  mergeNeeds,
  type Need,
  needsOfHooks,
  needsOfObjects,
  optional,
} from '../../../src/plan/permissions/need.ts'

const object = (name: string, absent: boolean) => ({
  ref: { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'a', name },
  plural: 'deployments',
  place: { file: `${name}.yaml` },
  absent,
})

const gist = (needs: readonly Need[]) => needs.map(({ verb, names, onlyForNew }) => ({ verb, names, onlyForNew }))

test('objects of one kind and namespace need each permission once', () => {
  expect(gist(needsOfObjects([object('web', false), object('api', true)]))).toEqual([
    { verb: 'get', names: ['web', 'api'], onlyForNew: false },
    { verb: 'patch', names: ['web', 'api'], onlyForNew: false },
    { verb: 'create', names: ['web', 'api'], onlyForNew: false },
  ])
  expect(gist(needsOfObjects([object('web', false)])).at(-1)).toMatchObject({ verb: 'create', onlyForNew: true })
})

test('a hook is deleted and created again, also where it is there', () => {
  expect(gist(needsOfHooks([object('migrate', false)])).slice(-2)).toEqual([
    { verb: 'create', names: ['migrate'], onlyForNew: false },
    { verb: 'delete', names: ['migrate'], onlyForNew: false },
  ])
})

test('of the same need twice the stronger one counts, for the names of both', () => {
  const pods = { group: '', resource: 'pods', namespace: 'a' }
  const [list] = allNeeds(pods, ['list'], 'first')
  const named = (names: readonly string[], onlyForNew = false) => ({ ...list, names, onlyForNew }) as Need

  expect(mergeNeeds([...optional([named([])]), named(['x'])])).toEqual([named(['x'])])
  expect(mergeNeeds([named(['x']), ...optional([named([])])])).toEqual([named(['x'])])
  expect(mergeNeeds([named(['x'], true), named(['y'])])).toEqual([named(['y'])])
  expect(mergeNeeds([named(['x']), named(['y', 'x'])])).toEqual([named(['x', 'y'])])
  expect(mergeNeeds([named(['x']), named([])])).toEqual([named([])])
})
