import { describe, expect, it } from 'vitest'
import { digestOfImageId, parseImage } from '../../../src/plan/images/image-reference.ts'

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`

describe('parseImage', () => {
  it.each([
    ['nginx', 'nginx', '', ''],
    ['nginx:1.27', 'nginx', '1.27', ''],
    ['registry:5000/team/app', 'registry:5000/team/app', '', ''],
    ['registry:5000/team/app:1.4', 'registry:5000/team/app', '1.4', ''],
    [`registry:5000/app@${digest}`, 'registry:5000/app', '', digest],
    [`registry:5000/app:1.4@${digest}`, 'registry:5000/app', '1.4', digest],
    ['app@sha256:beef', 'app', '', ''],
    ['app@latest', 'app', '', ''],
    ['', '', '', ''],
  ])('takes %s apart', (image, repository, tag, found) => {
    expect(parseImage(image)).toEqual({ repository, tag, digest: found })
  })
})

describe('digestOfImageId', () => {
  it.each([
    [`docker-pullable://registry:5000/app@${digest}`, digest],
    [`registry:5000/app@${digest}`, digest],
    [`docker.io/library/nginx@${digest}`, digest],
    // IDs of images, which no registry knows.
    [digest, ''],
    [`docker://${digest}`, ''],
    ['0123456789abcdef'.repeat(4), ''],
    ['app@sha256:beef', ''],
    ['', ''],
  ])('of %s is %s', (imageId, found) => {
    expect(digestOfImageId(imageId)).toBe(found)
  })
})
