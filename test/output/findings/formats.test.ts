import { describe, expect, it } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import type { Finding } from '../../../src/findings/finding.ts'
import type { Validated } from '../../../src/findings/validated.ts'
import { type FindingsFormat, showFindingsAs } from '../../../src/output/findings/formats.ts'
import { createScreen } from '../../../src/output/terminal/screen.ts'
import { documentContradictions } from '../../support/output/documented.ts'

const place = { file: 'node_modules/kdeploy/templates/_pod.yaml', line: 7, column: 3, by: 'templates/web.yaml' }
const about = { kind: 'Deployment', namespace: 'shop', name: 'web' }
const finding: Finding = {
  rule: 'image-tag',
  severity: 'warning',
  message: 'the image s3cret:latest has the tag latest',
  place,
  about,
  hint: 'name a version',
}
const problem = new KdeployError({
  code: 'template-undefined',
  category: 'input',
  message: "'s3cret' is undefined",
  place: { file: 'templates/a.yaml', line: 2 },
})
const rules = [
  { name: 'image-tag', severity: 'warning', finds: 'no tag', reason: 'It moves.', source: 'https://kubernetes.io' },
] as const
const validated: Validated = {
  profiles: [
    { profile: 'prod_a', manifests: 2, problems: [], findings: [finding] },
    { profile: 'prod_b', manifests: 2, problems: [], findings: [finding] },
    { profile: 'prod_c', manifests: 0, problems: [problem], findings: [] },
  ],
  findings: [{ ...finding, rule: 'variable-unused', about: undefined, message: 'no one reads port', hint: undefined }],
  unchecked: ['a.b/v1 Widget'],
  rules,
}

async function shown(format: FindingsFormat, strict = false): Promise<{ out: string; err: string }> {
  const written = { out: '', err: '' }
  const streamTo = (key: 'out' | 'err') => ({
    isTTY: false,
    columns: 80,
    rows: 24,
    write(text: string) {
      written[key] += text
      return true
    },
  })
  const streams = { stdout: streamTo('out'), stderr: streamTo('err') } as unknown as Parameters<typeof createScreen>[0]
  const screen = createScreen(streams, {}, (text) => text.replaceAll('s3cret', '***'))
  await showFindingsAs(format, validated, screen, { version: '1.0.0', strict })
  return written
}

describe('what validate found', () => {
  it('is read by a person: each finding once, with its profiles, place and what to do', async () => {
    const { out, err } = await shown('text')
    expect(err).toBe(
      [
        'prod_c:',
        "  error: templates/a.yaml:2: '***' is undefined",
        'warning: node_modules/kdeploy/templates/_pod.yaml:7:3, by templates/web.yaml: Deployment web: the image ***:latest has the tag latest (image-tag)',
        '  in prod_a, prod_b',
        '  hint: name a version',
        'warning: node_modules/kdeploy/templates/_pod.yaml:7:3, by templates/web.yaml: no one reads port (variable-unused)',
        '',
      ].join('\n'),
    )
    expect(out).toBe(
      '2 of 3 profiles are valid (4 manifests), 1 error, 2 warnings; rules were not checked where rendering failed; not checked against a cluster, nor by a schema (--crds): a.b/v1 Widget\n',
    )
  })

  it('is one JSON document', async () => {
    const document = JSON.parse((await shown('json')).out)
    expect(documentContradictions(document, 'validate -o json')).toEqual([])
    expect(document).toMatchObject({
      errors: 1,
      warnings: 3,
      profiles: [
        { profile: 'prod_a', manifests: 2, problems: [], findings: [{ rule: 'image-tag', place, object: about }] },
        { profile: 'prod_b' },
        { profile: 'prod_c', problems: [{ code: 'template-undefined', message: "'***' is undefined" }] },
      ],
      findings: [{ rule: 'variable-unused' }],
    })
  })

  it('is SARIF, with errors as findings and each finding once', async () => {
    const { out } = await shown('sarif')
    const [run] = JSON.parse(out).runs
    expect(run.tool.driver).toMatchObject({ name: 'kdeploy', version: '1.0.0' })
    expect(run.results.map((result: { ruleId: string }) => result.ruleId)).toEqual([
      'template-undefined',
      'image-tag',
      'variable-unused',
    ])
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
    expect(run.results[1]).toMatchObject({
      level: 'warning',
      message: { text: expect.stringContaining('Deployment web: the image ***:latest has the tag latest') },
      locations: [
        { physicalLocation: { artifactLocation: { uri: place.file }, region: { startLine: 7, startColumn: 3 } } },
      ],
      properties: { profiles: ['prod_a', 'prod_b'] },
    })
    expect(out).not.toContain('s3cret')
  })

  it('is JUnit, where warnings fail if they are to', async () => {
    const { out } = await shown('junit', true)
    expect(out).toContain('<testsuites name="kdeploy" tests="6" failures="4" errors="0">')
    expect(out).not.toContain('system-out')
  })

  it('is JUnit, where warnings pass', async () => {
    const { out } = await shown('junit')
    expect(out).toContain('<testsuites name="kdeploy" tests="6" failures="1" errors="0">')
    expect(out).toContain('<testsuite name="prod_c" tests="1" failures="1" errors="0">')
    expect(out).toContain('<system-out>warning: Deployment web: the image ***:latest has the tag latest')
    expect(out).not.toContain('s3cret')
  })
})
