import { describe, expect, test } from 'vitest'
import { refOf } from '../../../src/manifest/identity.ts'
import type { KubeObject, Manifest } from '../../../src/manifest/types.ts'
import { limitOf, overallLimit, waitProblems } from '../../../src/workflow/waiting/limits.ts'
import { object } from '../../support/kinds/objects.ts'

const place = { file: 'web.yaml', line: 7 }

const annotated = (annotations: Readonly<Record<string, string>>) =>
  object('apps/v1', 'Deployment', { annotations: { ...annotations } })

const target = (live: KubeObject) => ({ ref: refOf(live), object: live, place: undefined })

const timeout = (text: string) => annotated({ 'kdeploy.dev/timeout': text })

describe('how long an object may take', () => {
  test("is what its annotation says, from the beginning, else its kind's limit from its last progress", () => {
    expect(limitOf(target(timeout('1m30s')))).toEqual({ milliseconds: 90_000, sinceProgress: false })
    expect(limitOf(target(annotated({})))).toMatchObject({ sinceProgress: true })
  })
})

describe('how long all may take', () => {
  test.each([
    ['--timeout, whatever the annotations say', 5000, ['2h'], 5000],
    ['half an hour', undefined, ['20m', '1m'], 30 * 60_000],
    ['the longest annotation where that is longer', undefined, ['20m', '2h', '1h'], 2 * 3_600_000],
    ['half an hour for nothing', undefined, [], 30 * 60_000],
  ])('is %s', (_, given, annotations, expected) => {
    expect(
      overallLimit(
        given,
        annotations.map((text) => target(timeout(text))),
      ),
    ).toBe(expected)
  })
})

describe('annotations about waiting', () => {
  const told = (annotations: Readonly<Record<string, string>>) => {
    const manifest = { object: annotated(annotations), placeOf: () => place } as unknown as Manifest
    return waitProblems([manifest]).map(({ code, message, place }) => ({ code, message, place }))
  }

  test.each(['5', '5 m', 'soon', '', '0s', '-5m', '5d'])('are refused as a timeout with their place: %j', (text) => {
    expect(told({ 'kdeploy.dev/timeout': text })).toEqual([
      {
        code: 'annotation-invalid',
        message: `Deployment shop/web: invalid annotation kdeploy.dev/timeout: ${JSON.stringify(text)}`,
        place,
      },
    ])
  })

  test('are refused line by line as rules, all at once', () => {
    const messages = told({
      'kdeploy.dev/timeout': '5m',
      'kdeploy.dev/ready-when': '{.status.phase}=Running\nwhatever',
      'kdeploy.dev/fail-when': '..=x',
    }).map(({ message }) => message)
    expect(messages).toEqual([
      'Deployment shop/web: invalid annotation kdeploy.dev/ready-when: "whatever"',
      'Deployment shop/web: invalid annotation kdeploy.dev/fail-when: "..=x"',
    ])
  })
})
