import { describe, expect, test } from 'vitest'
import { NeededImages } from '../../../src/plan/images/needed-images.ts'

const digest = (letter: string) => `sha256:${letter.repeat(64)}`
const pod = (name: string, ...images: string[]) => ({
  object: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: images.map((image, index) => ({ name: `c${index}`, image })) },
  },
  sensitive: [],
})
const list = () =>
  new NeededImages(
    () => '***',
    (text) => text,
  )

describe('needed images', () => {
  test('are each once, sorted, with who needs them and all digests that are known', () => {
    const images = list()
    images.add(pod('b', 'shop:1'), { 'shop:1': [digest('b')] }, { release: 'r', revision: 12 })
    images.add(pod('b', 'shop:1', 'db:1'), { 'shop:1': [digest('a')] }, { release: 'r', revision: 2 })
    images.add(pod('a', 'shop:1'), {}, { release: 'r', revision: 2 })

    const use = (name: string, container: string, ...revisions: number[]) => {
      const ref = { group: '', version: 'v1', kind: 'Pod', namespace: undefined, name }
      return { release: 'r', revisions, ref, container }
    }
    expect(images.sorted()).toEqual([
      { image: 'db:1', digests: [], neededBy: [use('b', 'c1', 2)] },
      { image: 'shop:1', digests: [digest('a'), digest('b')], neededBy: [use('a', 'c0', 2), use('b', 'c0', 2, 12)] },
    ])
    expect(images.masked).toEqual([])
  })

  test('have the digest of their own name, and of what is rendered no revision', () => {
    const images = list()
    const pinned = `shop:1@${digest('c')}`
    images.add(pod('a', pinned), { [pinned]: [digest('a')] }, undefined)

    const [image] = images.sorted()
    expect(image?.digests).toEqual([digest('c')])
    expect(image?.neededBy).toMatchObject([{ release: undefined, revisions: [] }])
  })

  test('are masked where their names hold a sensitive value, which is told', () => {
    const path = ['spec', 'containers', 0, 'image']
    const field = { path, texts: ['secret'], isKey: false }
    const images = list()
    images.add({ ...pod('a', 'registry/secret:1'), sensitive: [field] }, {}, undefined)
    images.add(pod('b', 'registry/known:1'), {}, undefined)

    expect(images.masked).toHaveLength(1)
    expect(JSON.stringify(images.sorted())).not.toContain('secret')
  })
})
