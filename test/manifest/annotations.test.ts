import { expect, test } from 'vitest'
import { withInfoOf, withoutInfo } from '../../src/manifest/annotations.ts'
import type { JsonObject } from '../../src/manifest/types.ts'

const object = (annotations?: JsonObject) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', ...(annotations !== undefined && { annotations }) },
})

test('withoutInfo leaves the other annotations, and no empty map', () => {
  expect(withoutInfo(object({ 'kdeploy.dev/info-commit': 'a', x: 'y' }))).toEqual(object({ x: 'y' }))
  expect(withoutInfo(object({ 'kdeploy.dev/info-commit': 'a' }))).toEqual(object())
  const plain = object({ 'kdeploy.dev/wait': 'false' })
  expect(withoutInfo(plain)).toBe(plain)
})

test('withInfoOf takes those of the other object, and only those', () => {
  const live = object({ 'kdeploy.dev/info-commit': 'old', 'kdeploy.dev/info-job': '1', x: 'live' })
  expect(withInfoOf(object({ 'kdeploy.dev/info-commit': 'new', x: 'y' }), live)).toEqual(
    object({ 'kdeploy.dev/info-commit': 'old', 'kdeploy.dev/info-job': '1', x: 'y' }),
  )
  expect(withInfoOf(object({ 'kdeploy.dev/info-commit': 'new' }), object({ x: 'live' }))).toEqual(object())
  const plain = object({ x: 'y' })
  expect(withInfoOf(plain, object())).toBe(plain)
})
