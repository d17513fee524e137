import { describe, expect, test } from 'vitest'
import type { KdeployError } from '../../src/errors.ts'
import { readsOfProject } from '../../src/workflow/resolving/project-reads.ts'
import { openTemplates } from '../../src/workflow/resolving/templates.ts'
import { type Files, projectWith } from '../support/projects/project-folder.ts'

const kit: Files = {
  'node_modules/kit/templates/web.yaml': '{% from "_pod.yaml" import pod %}web {{ pod() }} {{ image }}\n',
  'node_modules/kit/templates/_pod.yaml': '{% macro pod() %}pod {% include "deep/_c.yaml" %}{% endmacro %}',
  'node_modules/kit/templates/_base.yaml': '{% block a %}kit a {{ x }}{% endblock %}',
  'node_modules/kit/templates/deep/_c.yaml': 'container of kit',
  'templates/deep/_c.yaml': 'container of the project',
}

function open(files: Files) {
  const project = projectWith({ ...kit, ...files })
  const templates = openTemplates(project, { environment: {} })
  return { project, templates, render: (name: string) => templates.renderWithPlaces(name, { image: 'i', x: 1 }) }
}

describe("a package's template", () => {
  test('is included, imported and extended by pkg:, and names files of its own', () => {
    const { render } = open({
      'templates/a.yaml': '{% include "pkg:kit/web.yaml" %} {% include "deep/_c.yaml" %}',
      'templates/b.yaml': '{% from "pkg:kit/_pod.yaml" import pod %}{{ pod() }}',
      'templates/c.yaml':
        '{% extends "pkg:kit/_base.yaml" %}{% block a %}{% include "deep/_c.yaml" %} over {{ super() }}{% endblock %}',
    })
    expect(render('a.yaml').text).toBe('web pod container of kit i container of the project')
    expect(render('b.yaml').text).toBe('pod container of kit')
    expect(render('c.yaml').text).toBe('container of the project over kit a 1')
    expect(render('pkg:kit/web.yaml').text).toBe('web pod container of kit i')
  })

  test('leads back to the file on disk, and to who includes it', () => {
    const { render } = open({ 'templates/a.yaml': '\n{% include "pkg:kit/deep/_c.yaml" %}' })
    expect(render('a.yaml').placeAt(3)).toEqual({
      file: 'node_modules/kit/templates/deep/_c.yaml',
      by: 'templates/a.yaml',
      line: 1,
      column: 3,
    })
    expect(render('pkg:kit/web.yaml').placeAt(0).file).toBe('node_modules/kit/templates/web.yaml')
  })

  test('is replaced by a file of the project below templates/pkg/, which is never rendered by itself', () => {
    const { render, project } = open({
      'templates/a.yaml': '{% include "pkg:kit/web.yaml" %}',
      'templates/pkg/kit/deep/_c.yaml': 'replaced 1',
      'templates/pkg/kit/web.yaml': 'own {% include "deep/_c.yaml" %}, {% include "pkg:kit/web.yaml" %}',
    })
    const rendered = render('a.yaml')
    expect(rendered.text).toBe('own replaced 1, web pod replaced 1 i')
    expect(rendered.placeAt(5).file).toBe('templates/pkg/kit/deep/_c.yaml')
    expect(rendered.placeAt(17).file).toBe('node_modules/kit/templates/web.yaml')
    expect(project.templates).toEqual(
      ['a.yaml', 'deep/_c.yaml'].filter((name) => !name.includes('_')).concat('web.yaml'),
    )
  })

  test('that extends what it replaces changes a block of it', () => {
    const { render } = open({
      'templates/a.yaml': '{% include "pkg:kit/_base.yaml" %}',
      'templates/pkg/kit/_base.yaml':
        '{% extends "pkg:kit/_base.yaml" %}{% block a %}more than {{ super() }}{% endblock %}',
    })
    expect(render('a.yaml').text).toBe('more than kit a 1')
  })

  test.each([
    ['pkg:kti/web.yaml', /^the package "kti" of pkg:kti\/web.yaml is not installed/, 'npm install --save-dev kti'],
    [
      'pkg:kit/wbe.yaml',
      /^the template "pkg:kit\/wbe.yaml" does not exist in node_modules\/kit\/templates$/,
      /did you mean pkg:kit\/web.yaml/,
    ],
    ['pkg:web.yaml', /^"pkg:web.yaml" is not the name of a package's template/, /write pkg:PACKAGE\/FILE/],
    ['pkg:kit/../../../a.yaml', /does not exist/, undefined],
  ])('that is missing is told with its place: %s', (name, message, hint) => {
    const { render } = open({ 'templates/a.yaml': `\n{% include '${name}' %}` })
    let problem: unknown
    try {
      render('a.yaml')
    } catch (error) {
      problem = error
    }
    const { code, place, message: told, hint: hinted } = problem as KdeployError
    expect({ code, place }).toEqual({
      code: 'template-not-found',
      place: { file: 'templates/a.yaml', line: 2, column: 12 },
    })
    expect(told).toMatch(message)
    if (hint !== undefined) expect(hinted).toMatch(hint)
  })

  test('that a package lacks itself is told at the package, with the way there', () => {
    const { render } = open({
      'templates/a.yaml': "{% include 'pkg:kit/broken.yaml' %}",
      'node_modules/kit/templates/broken.yaml': "{% include '_nope.yaml' %}",
    })
    expect(() => render('a.yaml')).toThrow(
      expect.objectContaining({
        message: 'the template "pkg:kit/_nope.yaml" does not exist in node_modules/kit/templates',
        place: { file: 'node_modules/kit/templates/broken.yaml', line: 1, column: 12 },
        detail: expect.stringContaining('in template, templates/a.yaml:1:4'),
      }),
    )
  })

  test('counts with what it reads, where a profile renders it or a template includes it', () => {
    const reads = (files: Files) => {
      const { project, templates } = open(files)
      return readsOfProject(project, templates).map((path) => path.join('.'))
    }
    expect(reads({ 'templates/a.yaml': 'a' })).not.toContain('image')
    expect(reads({ 'templates/a.yaml': '{% include "pkg:kit/web.yaml" %}' })).toContain('image')
    expect(reads({ 'profiles/prod_web.yaml': 'templates: ["pkg:kit/*.yaml", "pkg:nope/x.yaml"]' })).toContain('image')
    expect(reads({ 'templates/pkg/kit/_pod.yaml': '{{ z }}{% include "web.yaml" %}' })).toEqual(
      expect.arrayContaining(['z', 'image']),
    )
  })
})

describe('templates: of a profile', () => {
  const select = (...value: readonly string[]) =>
    open({}).project.selectTemplates({ value, place: { file: 'profiles/p.yaml', line: 3 } })

  test('takes templates of packages, also by globs, which match no partial', () => {
    expect(select('web.yaml', 'pkg:kit/web.yaml')).toEqual(['web.yaml', 'pkg:kit/web.yaml'])
    expect(select('pkg:kit/**')).toEqual(['pkg:kit/web.yaml'])
  })

  test.each([
    ['pkg:kti/web.yaml', /^the package "kti" of pkg:kti\/web.yaml is not installed/],
    [
      'pkg:kit/wbe.yaml',
      /^`templates`: pkg:kit\/wbe.yaml matches no template in node_modules\/kit\/templates; did you mean pkg:kit\/web.yaml\?$/,
    ],
    ['pkg:kit/_pod.yaml', /a name that starts with _ is a partial/],
    ['pkg:kit', /is not the name of a package's template/],
  ])('says at its line what is wrong with %s', (name, message) => {
    expect(() => select(name)).toThrow(
      expect.objectContaining({
        code: 'template-unknown',
        message: expect.stringMatching(message),
        place: { file: 'profiles/p.yaml', line: 3 },
      }),
    )
  })
})

test('a file below templates/pkg/ that replaces nothing is told, with the one that is meant', () => {
  const { project } = open({
    'templates/pkg/kit/web.yaml': '',
    'templates/pkg/kit/_pdo.yaml': '',
    'templates/pkg/kti/web.yaml': '',
    'templates/pkg/_pod.yaml': '',
  })
  expect(project.uselessOverrides).toEqual([
    'templates/pkg/_pod.yaml replaces no template of a package: it has no PACKAGE/FILE',
    'templates/pkg/kit/_pdo.yaml replaces no template of a package: node_modules/kit/templates has no _pdo.yaml; did you mean _pod.yaml?',
    'templates/pkg/kti/web.yaml replaces no template of a package: the package "kti" is not installed',
  ])
})
