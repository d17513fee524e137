import { describe, expect, test } from 'vitest'
import type { Finding } from '../../../src/findings/finding.ts'
import { annotationCommands } from '../../../src/output/ci/annotations.ts'
import { hostileName } from '../../support/output/hostile.ts'

const form = {
  title: 'kdeploy apply',
  redact: (text: string) => text.replaceAll('s3cret', '***'),
  pathOf: (file: string) => (file.startsWith('../') ? undefined : `deploy/${file}`),
}
const about = { kind: 'Deployment', namespace: 'shop', name: 'web' }
const place = { file: 'templates/web.yaml', line: 7, column: 3 }
const finding: Finding = {
  rule: 'workload-failed',
  severity: 'error',
  message: 'not ready',
  place,
  about,
  hint: undefined,
}

/** What GitHub's runner reads of a line (actions/runner, ActionCommand.TryParseV2). */
function parse(line: string): { command: string; properties: Record<string, string>; data: string } {
  const [, command = '', given = '', data = ''] = /^::([\w-]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? []
  const read = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%')
  const pairs = given === '' ? [] : given.split(',').map((pair) => pair.split('=', 2))
  return {
    command,
    properties: Object.fromEntries(pairs.map(([key = '', value = '']) => [key, read(value)])),
    data: read(data),
  }
}

const parsed = (findings: readonly Finding[]) =>
  annotationCommands(findings, form)
    .split('\n')
    .filter((line) => line !== '')
    .map(parse)

describe("GitHub's annotations", () => {
  test('tell the first lines of a detail, masked, and count the others', () => {
    const detail = Array.from({ length: 9 }, (_, index) => `field ${index} is s3cret`).join('\n')

    const [{ data } = { data: '' }] = parsed([{ ...finding, detail, hint: 'wait' }])

    const first = Array.from({ length: 6 }, (_, index) => `field ${index} is ***`)
    expect(data.split('\n')).toEqual([
      ...['Deployment shop/web: not ready', ...first],
      ...['and 3 more lines in the log of this step', 'hint: wait'],
    ])
  })

  test('stand at the line of a file in the repository, and say whose they are', () => {
    expect(parsed([finding, { ...finding, severity: 'warning', rule: 'image-tag', hint: 'name a version' }])).toEqual([
      {
        command: 'error',
        properties: { file: 'deploy/templates/web.yaml', line: '7', col: '3', title: 'kdeploy apply: workload-failed' },
        data: 'Deployment shop/web: not ready',
      },
      {
        command: 'warning',
        properties: { file: 'deploy/templates/web.yaml', line: '7', col: '3', title: 'kdeploy apply: image-tag' },
        data: 'Deployment shop/web: not ready\nhint: name a version',
      },
    ])
  })

  test('name a place in words that GitHub can show no line of', () => {
    const outside = { ...finding, place: { file: '../lib/_pod.yaml', line: 2 } }
    const partial = { ...finding, place: { ...place, by: 'templates/a.yaml' } }
    const [first, second] = parsed([outside, partial])
    expect(first).toMatchObject({
      properties: { title: 'kdeploy apply: workload-failed' },
      data: 'Deployment shop/web: not ready\nat ../lib/_pod.yaml:2',
    })
    expect(first?.properties).not.toHaveProperty('file')
    expect(second?.data).toContain('at templates/web.yaml:7:3, by templates/a.yaml')
    expect(parsed([{ ...finding, place: undefined, about: undefined }])).toEqual([
      { command: 'error', properties: { title: 'kdeploy apply: workload-failed' }, data: 'not ready' },
    ])
  })

  test('are ten of a severity, each once, of which the last counts the others', () => {
    const many = Array.from({ length: 25 }, (_, line) => ({ ...finding, place: { ...place, line: line + 1 } }))
    const told = parsed([...many, ...many, { ...finding, severity: 'warning' }])

    expect(told.map(({ command }) => command)).toEqual([...Array.from({ length: 10 }, () => 'error'), 'warning'])
    expect(told[9]?.data).toBe('Deployment shop/web: not ready\nand 15 more in the log of this step')
    expect(parsed(many.slice(0, 10)).map(({ data }) => data)).not.toContain(expect.stringContaining('more'))
  })

  test('mask secrets, and can be made to hold no command by any text', () => {
    const name = `${hostileName}::error::s3cret%0A::stop-commands::x ##[group]a`
    const nasty = {
      ...finding,
      message: name,
      about: { ...about, name },
      hint: name,
      place: { file: `${name},a:b`, line: 1 },
    }
    const text = annotationCommands([{ ...nasty, rule: name }], form)

    expect(text.match(/\n/g)).toHaveLength(1)
    expect(text).not.toMatch(/s3cret|##\[|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
    const [only] = parsed([nasty])
    expect(only?.properties['file']).toContain(',a:b')
    for (const line of only?.data.split('\n') ?? []) expect(line).not.toMatch(/^\s*::|##[a-z]*\[/)
  })
})
