import { describe, expect, test } from 'vitest'
import { readManifests } from '../../src/manifest/read.ts'
import { openTemplates } from '../../src/workflow/resolving/templates.ts'
import { type Files, projectWith, resolveIn } from '../support/projects/project-folder.ts'

const rule =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: rules\ndata:\n  alert: "{{ $labels.instance }} {% is down"\n'

const files: Files = {
  'manifests/rules.yaml': rule,
  'manifests/deep/more.yaml': 'kind: B\n',
  'profiles/prod_web.yaml': 'templates: [web.yaml, "raw:manifests/*.yaml"]\n',
}

const place = { file: 'profiles/p.yaml', line: 2 }

describe('a file that is no template', () => {
  test('is deployed as it is, with its braces and its own lines', async () => {
    const project = projectWith(files)
    const { templates } = await resolveIn(project)
    expect(templates).toEqual(['web.yaml', 'raw:manifests/rules.yaml'])
    const rendered = openTemplates(project, { environment: {} }).renderWithPlaces('raw:manifests/rules.yaml', {})
    const [manifest] = readManifests([rendered])
    expect(openTemplates(project, { environment: {} }).render('raw:manifests/rules.yaml', {})).toBe(rule)
    expect(manifest?.object['data']).toEqual({ alert: '{{ $labels.instance }} {% is down' })
    expect(manifest?.placeOf(['data', 'alert'])).toEqual({ file: 'manifests/rules.yaml', line: 6, column: 3 })
  })

  test('is found by path and by glob, and the others are not', () => {
    const select = (...value: string[]) => projectWith(files).selectTemplates({ value, place })
    expect(select('raw:manifests/**')).toEqual(['raw:manifests/deep/more.yaml', 'raw:manifests/rules.yaml'])
    expect(select('raw:manifests/rules.yaml')).toEqual(['raw:manifests/rules.yaml'])
    expect(projectWith(files).otherTemplates).toEqual(['raw:manifests/rules.yaml'])
  })

  test.each([
    ['raw:manifests/rule.yaml', '`templates`: raw: there is no file manifests/rule.yaml'],
    ['raw:manifest/*.yaml', '`templates`: raw: "manifest/*.yaml" matches no file: there is none in manifest'],
    ['raw:*.yaml', '`templates`: raw: "*.yaml" names no folder: write "FOLDER/*.yaml"'],
  ])('is told at the line that names it where there is none: %s', (name, message) => {
    expect(() => projectWith(files).selectTemplates({ value: [name], place })).toThrow(
      expect.objectContaining({ code: 'template-unknown', message, place }),
    )
  })

  test('is no template for others to include', () => {
    const project = projectWith({ ...files, 'templates/a.yaml': '{% include "raw:manifests/rules.yaml" %}' })
    expect(() => openTemplates(project, { environment: {} }).render('a.yaml', {})).toThrow(
      expect.objectContaining({ code: 'template-not-found' }),
    )
  })

  test('that a sensitive source reads stays sensitive', async () => {
    const project = projectWith({
      ...files,
      'profiles/prod_web.yaml':
        'templates: ["raw:manifests/rules.yaml"]\nvariablesFrom: [{file: manifests/rules.yaml, as: x, sensitive: true}]\n',
    })
    await resolveIn(project)
    const { sensitiveRanges } = openTemplates(project, { environment: {} }).renderWithPlaces(
      'raw:manifests/rules.yaml',
      {},
    )
    expect(sensitiveRanges).toMatchObject([{ start: 0, end: rule.length }])
  })
})
