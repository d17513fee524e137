import { describe, expect, it } from 'vitest'
import { findingsOf } from './findings-of.ts'

const pod = (image: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: app\n    image: ${image}\n`

describe('the rule image-tag', () => {
  it.each(['nginx', 'registry:5000/nginx', 'nginx:latest'])('finds %s', (image) => {
    const tag = image === 'nginx:latest' ? 'has the tag latest' : 'has no tag'
    expect(findingsOf('image-tag', pod(image))).toMatchObject([
      { message: `container app: the image ${image} ${tag}`, place: { line: 17 }, about: { kind: 'Pod', name: 'web' } },
    ])
  })

  it.each(['nginx:1.4', 'registry:5000/nginx:1.4', `nginx@sha256:${'a'.repeat(64)}`])('passes %s', (image) => {
    expect(findingsOf('image-tag', pod(image))).toEqual([])
  })
})
