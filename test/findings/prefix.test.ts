import { expect, test } from 'vitest'
import { prefixOf } from '../../src/findings/prefix.ts'

const about = { kind: 'Deployment', namespace: 'shop', name: 'web' }

test('a message says once whose it is', () => {
  expect(prefixOf('not ready', about)).toBe('Deployment shop/web: ')
  expect(prefixOf('Deployment shop/web: spec.replicas: Invalid value: -1', about)).toBe('')
  expect(prefixOf('Deployment shop/web-2: gone', about)).toBe('Deployment shop/web: ')
  expect(prefixOf('not ready', { ...about, namespace: undefined })).toBe('Deployment web: ')
  expect(prefixOf('not ready', undefined)).toBe('')
})
