import { expect, test } from 'vitest'
import { isMarkedFor, refuseUnfinishedRename, renameAnnotation } from '../../../src/history/records/rename.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'

const from = { name: 'shop', profile: 'prod_old', namespace: 'a' }
const to = { name: 'webshop', profile: 'prod_new', namespace: 'b' }
const parent = (said?: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'kdeploy-x', annotations: said === undefined ? {} : { [renameAnnotation]: said } },
})

test('a rename is recognised in either direction, and no other one is', () => {
  const said = 'shop/prod_old/a -> webshop/prod_new/b'
  expect(isMarkedFor(parent(said), { from, to })).toBe(true)
  expect(isMarkedFor(parent(said), { from: to, to: from })).toBe(true)
  expect(isMarkedFor(parent(said), { from, to: { ...to, namespace: 'a' } })).toBe(false)
  expect(isMarkedFor(parent(), { from, to })).toBe(false)
  expect(isMarkedFor(null, { from, to })).toBe(false)
})

test('a release whose rename is not finished is refused, with the commands that finish it and take it back', () => {
  expect(() => refuseUnfinishedRename(from, null)).not.toThrow()
  expect(() => refuseUnfinishedRename(from, parent())).not.toThrow()
  const refused = expect(() => refuseUnfinishedRename(from, parent('shop/prod_old/a -> webshop/prod_new/b')))
  refused.toThrow(
    expect.objectContaining({
      code: 'rename-unfinished',
      message: 'a rename of shop/prod_old/a was begun and is not finished: shop/prod_old/a -> webshop/prod_new/b',
      hint: 'to finish it: kdeploy rename -p prod_old --name shop -n a --to-profile prod_new --to-name webshop --to-namespace b; to take it back: kdeploy rename -p prod_new --name webshop -n b --to-profile prod_old --to-name shop --to-namespace a',
    }),
  )
})

test('what nobody can finish is told as what kdeploy did not write', () => {
  for (const said of ['', 'x', 'a/b/c -> d', 'a/b/c -> d/e/f -> g/h/i']) {
    expect(() => refuseUnfinishedRename(from, parent(said))).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(`remove the annotation ${renameAnnotation}`) }),
    )
  }
})
