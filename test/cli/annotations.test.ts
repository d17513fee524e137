import { describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject } from '../support/projects/project.ts'

/** Runs kdeploy in a project with one object that has this annotation, in the fifth line of its template. */
async function annotated(args: readonly string[], annotation: string, kind = 'ConfigMap', apiVersion = 'v1') {
  const project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_x.yaml':
        'namespace: a\nvariablesFrom: [{file: s.yaml, as: creds, sensitive: true}]\nvariables: {v: "{{ creds.s }}"}\n',
      's.yaml': 's: hunter2secret\nshort: zq\n',
      'templates/a.yaml': `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: web\n  annotations: {${annotation}}\n`,
    },
  })
  const { stdout, stderr, exitCode } = await kdeploy(args, { cwd: project.folder })
  await project.remove()
  return { text: stdout + stderr, exitCode }
}

describe('an annotation of kdeploy that is wrong is told with its line', () => {
  for (const [annotation, message] of [
    [
      'kdeploy.dev/hok: before-apply',
      'unknown annotation kdeploy.dev/hok of ConfigMap web; did you mean kdeploy.dev/hook?',
    ],
    [
      'kdeploy.dev/purne: keep',
      'unknown annotation kdeploy.dev/purne of ConfigMap web; did you mean kdeploy.dev/prune?',
    ],
    ['kdeploy.dev/entirely-else: x', 'unknown annotation kdeploy.dev/entirely-else of ConfigMap web\n'],
    ['kdeploy.dev/prune: never', 'the annotation kdeploy.dev/prune of ConfigMap web must be keep, found "never"'],
    ['kdeploy.dev/replace: yes please', 'kdeploy.dev/replace of ConfigMap web must be allowed, found "yes please"'],
    ['kdeploy.dev/hook: pre-install', 'must be before-apply or after-apply, found "pre-install"'],
    ['kdeploy.dev/hook: after-apply', "ConfigMap web can't be a hook: kdeploy.dev/hook: after-apply"],
    ['kdeploy.dev/hook-delete: always', 'the annotation kdeploy.dev/hook-delete of ConfigMap web has no effect'],
    ['kdeploy.dev/name-by-content: "yes"', 'kdeploy.dev/name-by-content of ConfigMap web must be true, found "yes"'],
    ['kdeploy.dev/info: x', 'unknown annotation kdeploy.dev/info of ConfigMap web'],
    ['kdeploy.dev/wave: first', 'must be a whole number, found "first"'],
    ['kdeploy.dev/timeout: soon', `invalid annotation kdeploy.dev/timeout: "soon"`],
    ['kdeploy.dev/ready-when: "{.status"', `invalid annotation kdeploy.dev/ready-when: "{.status"`],
  ] as const) {
    test(annotation, async () => {
      const valid = await annotated(['validate'], annotation)
      const rendered = await annotated(['render', '-p', 'prod_x', '--offline'], annotation)

      for (const { text, exitCode } of [valid, rendered]) {
        expect(text.replaceAll('a/web', 'web')).toContain(message)
        expect(text).toContain('templates/a.yaml:5:')
        expect(exitCode).toBe(2)
      }
    })
  }
})

test('naming by content is for a ConfigMap or Secret', async () => {
  const annotation = 'kdeploy.dev/name-by-content: "true"'
  const { text, exitCode } = await annotated(['render', '-p', 'prod_x', '--offline'], annotation, 'Service')

  expect(text).toContain('the annotation kdeploy.dev/name-by-content of Service a/web is for a ConfigMap or Secret')
  expect(exitCode).toBe(2)
})

test('what is sensitive in a wrong annotation is masked, however short', async () => {
  for (const value of ['{{ creds.s }}', '{{ creds.short }}']) {
    const { text, exitCode } = await annotated(['validate'], `kdeploy.dev/prune: "${value}"`)

    expect(text).toMatch(/kdeploy\.dev\/prune of ConfigMap a\/web must be keep, found "\(masked \d\)"/)
    expect(text).not.toMatch(/hunter2secret|zq/)
    expect(exitCode).toBe(2)
  }
})

test('annotations of kdeploy that are right are left alone, and so are those of others', async () => {
  for (const [annotation, kind, apiVersion] of [
    ['kdeploy.dev/hook: before-apply, kdeploy.dev/hook-delete: always, kdeploy.dev/wave: "-1"', 'Job', 'batch/v1'],
    ['kdeploy.dev/prune: keep, kdeploy.dev/replace: allowed, kdeploy.dev/timeout: 90s'],
    ['kdeploy.dev/ready-when: "{.a}=b", kdeploy.dev/fail-when: "{.c}"'],
    ['kdeploy.dev/name-by-content: "true", kdeploy.dev/info-commit: 3f2a9c1b, kdeploy.dev/info-job-url: x'],
    ['kdeploy.dev/release: copied, example.com/hok: x, test.kdeploy.dev/hok: x'],
  ] as const) {
    const rendered = await annotated(['render', '-p', 'prod_x', '--offline'], annotation, kind, apiVersion)
    expect(rendered).toEqual({ text: expect.stringContaining('name: web'), exitCode: 0 })
  }
})
