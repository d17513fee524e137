import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject, type Project } from '../support/projects/project.ts'

let project: Project

beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\nprofile: {variables: {from_project: 1}}\n',
      'profiles/default.yaml': `namespace: shop-{{ suffix | default("x") }}
variables:
  image_tag: "1.4"
  image: "registry/app:{{ prefix | default('') }}{{ image_tag }}"
  db: {host: a}
  nothing: null
`,
      'profiles/prod_a.yaml': '',
      'profiles/prod_b.yaml': 'variables: {only_b: 1, b: "{{ read_by_b }}"}\n',
      'profiles/prod_file.yaml': 'variablesFrom: [{file: none.yaml, optional: true}]\n',
      'profiles/prod_as.yaml':
        'variablesFrom:\n- {file: none.yaml, optional: true, as: live}\n- {configMap: x, as: map, keys: [k], example: {k: "1"}}\n- {environment: [SHA], optional: true}\n',
      'profiles/prod_bad.yaml': 'variables: [\n',
      'profiles/prod_templates.yaml': 'templates: [web.yaml]\n',
      'templates/web.yaml': `{% import "_macros.yaml" as m %}
{%- set shadow = 1 %}
{%- macro f(parameter) %}{{ parameter }}{% endmacro %}
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data:
  a: "{{ image }} {{ db.host }} {{ labels | default({}) | tojson }} {{ shadow }}"
  b: "{% if flag is defined %}{{ nested.deep.value }}{% endif %}"
  c: "{% for item in entries | default([]) %}{{ item }}{% endfor %}"
`,
      'templates/_macros.yaml': '{% macro g() %}{{ in_partial }}{% endmacro %}\n',
      'templates/other.yaml': '{% if x is defined %}{{ in_other }}{% endif %}\n',
      'templates/_broken.yaml': '{% if in_broken %}\n',
      'templates/_parts/.hidden.yaml': '{{ in_hidden }}\n',
      'templates/_includes.yaml': '{% include "_parts/.hidden.yaml" %}{% include built ~ ".yaml" %}\n',
      'values.yaml': 'imagetag: 5\nshared_with_others: 1\n',
      'templated.yaml': 'image: "app:{{ my_tag }}"\n',
      'known.yaml': 'ports: [1]\n',
      'content.txt': 'x',
    },
  })
})

afterAll(() => project.remove())

function render(...args: string[]) {
  const profile = args.includes('-p') ? [] : ['-p', 'prod_a']
  return kdeploy(['render', ...profile, ...args], { cwd: project.folder })
}

describe('a variable that nothing declares and no template reads', () => {
  test.each([
    ['--set', 'imagetag=4', 'imagetag', 'image_tag'],
    ['--set-string', 'imagetag=4', 'imagetag', 'image_tag'],
    ['--set-file', 'imagetag=content.txt', 'imagetag', 'image_tag'],
    ['--set', 'db.hots=b', 'db.hots', 'db.host'],
    ['--set', 'labls.team=b', 'labls.team', 'labels.team'],
    ['--set', 'nested.deep.valeu=1', 'nested.deep.valeu', 'nested.deep.value'],
    ['--set', 'host=b', 'host', 'db.host'],
  ])('is an error with the nearest name: %s %s', async (option, assignment, name, meant) => {
    const { stderr, stdout, exitCode } = await render(option, assignment)

    expect(stderr).toMatch(
      new RegExp(
        `^error: ${option} ${name}: nothing declares this variable, and no template reads it; did you mean ${meant}\\?\n`,
      ),
    )
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
  })

  test.each(['zzz=1', 'parameter=1', 'item=1', 'shadow.x=1', 'db.sub.x=1'])(
    'is an error without one too: --set %s',
    async (assignment) => {
      const { stderr, exitCode } = await render('--set', assignment)

      expect(stderr).toContain('nothing declares this variable')
      expect(stderr).toContain('profiles/default.yaml')
      expect(exitCode).toBe(2)
    },
  )

  test('is told together with all others', async () => {
    const { stderr, exitCode } = await render('--set', 'imagetag=4', '--set-string', 'db.hots=b')

    expect(stderr).toMatch(/2 variables that are set are unknown\n[\s\S]*imagetag[\s\S]*db\.hots/)
    expect(exitCode).toBe(2)
  })

  test.each(['apply', 'diff', 'explain'])('is refused by %s', async (command) => {
    const args = [command, '-p', 'prod_a', '--set', 'imagetag=4', '--kubeconfig', `${project.folder}/kubeconfig`]
    await project.write({ kubeconfig: kubeconfig })
    const { stderr, exitCode } = await kdeploy(args, { cwd: project.folder })

    expect(stderr).toContain('did you mean image_tag?')
    expect(exitCode).toBe(2)
  })
})

const kubeconfig = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'a',
  contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
  clusters: [{ name: 'a', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'a', user: {} }],
})

describe('a variable is taken', () => {
  test.each([
    ['that a profile file declares', 'image_tag=5'],
    ['that kdeploy.yaml declares', 'from_project=2'],
    ['that replaces a whole map', 'db=x'],
    ['that replaces a value by a map', 'nothing.x=1'],
    ['within a map that is read as a whole', 'labels.team=b'],
    ['that a template reads only in a branch', 'flag=x'],
    ['of which a template reads a part', 'nested.deep.value=1'],
    ['that a loop goes over', 'entries=x'],
    ['that only a partial reads', 'in_partial=1'],
    ['that only a template reads which the profile does not render', 'in_other=1'],
    ['that stands in a template which cannot be parsed', 'in_broken=1'],
    ['that a template reads which only an include names', 'in_hidden=1'],
    ['from which the name of an include is made', 'built=1'],
    ['that a string of a profile file reads', 'prefix=v'],
    ['that a setting reads', 'suffix=y'],
    ['that another profile declares', 'only_b=1'],
    ['that another profile reads', 'read_by_b=1'],
  ])('%s', async (_, assignment) => {
    const { stderr } = await render(
      '--set',
      assignment,
      '-p',
      assignment.startsWith('in_other') ? 'prod_templates' : 'prod_a',
    )

    expect(stderr).not.toContain('nothing declares')
  })

  test.each([
    ['prod_file', 'anything=1', true],
    ['prod_as', 'live.anything=1', true],
    ['prod_as', 'map.k=1', true],
    ['prod_as', 'SHA=1', true],
    ['prod_as', 'map.other=1', false],
    ['prod_as', 'anything=1', false],
  ])('where a source may declare it that was not read: of %s, --set %s is %j', async (profile, assignment, taken) => {
    const { stderr } = await render('-p', profile, '--offline', '--set', assignment)

    expect(stderr.includes('nothing declares')).toBe(!taken)
  })

  test('that a --values file declares, or reads', async () => {
    const declared = await render('--values', 'known.yaml', '--set', 'ports=2')
    const read = await render('--values', 'templated.yaml', '--set', 'my_tag=2')

    expect([declared.exitCode, read.exitCode]).toEqual([0, 0])
  })
})

describe('a --values file', () => {
  test('may hold what only other projects read; what is like a known name is warned of', async () => {
    await project.write({ kubeconfig })
    const args = ['diff', '-p', 'prod_a', '--values', 'values.yaml', '--kubeconfig', `${project.folder}/kubeconfig`]
    const { stderr } = await kdeploy(args, { cwd: project.folder })

    expect(stderr).toContain(
      'warning: values.yaml:1:1: imagetag: nothing declares this variable, and no template reads it; did you mean image_tag?\n',
    )
    expect(stderr).not.toContain('shared_with_others')
    expect((await render('--values', 'values.yaml')).exitCode).toBe(0)
  })
})
