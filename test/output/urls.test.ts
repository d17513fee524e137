import { expect, test } from 'vitest'
import { urlLines } from '../../src/output/urls.ts'

const ref = { group: 'networking.k8s.io', version: 'v1', kind: 'Ingress', namespace: 'shop', name: 'web' }
const same = (text: string) => text
const lines = (...told: Parameters<typeof urlLines>[0]) => urlLines(told, same, same)

test('each object has a line with its URLs, and says where it has no address yet', () => {
  expect(lines({ ref, urls: ['https://a.com/'], hasAddress: true })).toEqual(['url: https://a.com/ (Ingress shop/web)'])
  expect(lines({ ref, urls: ['https://a.com/', 'http://b.com/x'], hasAddress: false })).toEqual([
    'url: https://a.com/, http://b.com/x (Ingress shop/web, no address yet)',
  ])
  expect(lines()).toEqual([])
})

test('many are counted', () => {
  const urls = ['http://a.com/', 'http://b.com/', 'http://c.com/', 'http://d.com/']
  const told = lines(...Array.from({ length: 7 }, () => ({ ref, urls, hasAddress: true })))
  expect(told).toHaveLength(6)
  expect(told[0]).toBe('url: http://a.com/, http://b.com/, http://c.com/ and 1 more (Ingress shop/web)')
  expect(told.at(-1)).toBe('url: and 2 more objects')
})

test('a known secret in a host is masked', () => {
  const redact = (text: string) => text.replaceAll('hunter2', '(masked)')
  expect(urlLines([{ ref, urls: ['http://hunter2.a.com/'], hasAddress: true }], redact, same)).toEqual([
    'url: http://(masked).a.com/ (Ingress shop/web)',
  ])
})
