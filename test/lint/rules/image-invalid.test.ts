import { describe, expect, it } from 'vitest'
import { findingsOf } from './findings-of.ts'

const pod = (image: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: app\n    image: ${JSON.stringify(image)}\n`
const digest = `sha256:${'a'.repeat(64)}`

describe('the rule image-invalid', () => {
  it.each(['web:nope/bad:x', 'web:1.4 2', 'Web:1', 'registry/:1', 'web:', 'web@sha256:12', '-web', 'web:1:2', 'a b'])(
    'finds %j',
    (image) => {
      expect(findingsOf('image-invalid', pod(image))).toMatchObject([
        { message: `container app: the image ${JSON.stringify(image)} is not a valid name`, place: { line: 17 } },
      ])
    },
  )

  it.each([
    'nginx',
    'nginx:1.4',
    'registry.example.com:5000/team/web__x-y.z:1.4_RC1',
    `localhost/web@${digest}`,
    `web:1.4@${digest}`,
    '[::1]:5000/web:1',
    'Registry.example.com/web:1',
    'auto',
  ])('passes %s', (image) => {
    expect(findingsOf('image-invalid', pod(image))).toEqual([])
  })

  it('takes no longer for a long name', () => {
    expect(findingsOf('image-invalid', pod(`${'a-'.repeat(50_000)}!`))).toHaveLength(1)
    expect(findingsOf('image-invalid', pod(`${'a'.repeat(990)}!`))).toHaveLength(1)
  })
})
