import { expect, it } from 'vitest'
import { minorOf, shippedVersions } from '../../src/schemas/kube-version.ts'

it.each([
  ['1.36', 36],
  ['v1.36.2', 36],
  ['1.30.4-eks-1', 30],
  [shippedVersions.newest, Number(shippedVersions.newest.slice(2))],
  ['1.12', undefined],
  ['1.99', undefined],
  ['36', undefined],
  ['latest', undefined],
])('the minor version of %s is %s', (version, minor) => {
  expect(minorOf(version)).toBe(minor)
})
