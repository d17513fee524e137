import { describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject } from '../support/projects/project.ts'

const run = (command: string, files: Record<string, string>) => runWith([command, '-p', 'prod_x'], files)

async function runWith(args: readonly string[], files: Record<string, string>) {
  const project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_x.yaml': 'namespace: a\nvariablesFrom: [{file: s.yaml, as: creds, sensitive: true}]\n',
      's.yaml': 's: hunter2secret\n',
      'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      ...files,
    },
  })
  const { stdout, stderr, exitCode } = await kdeploy(args, { cwd: project.folder })
  await project.remove()
  return { text: stdout + stderr, exitCode }
}

const withVariable = (text: string) =>
  `namespace: a\nvariablesFrom: [{file: s.yaml, as: creds, sensitive: true}]\nvariables: {v: '${text}'}\n`

describe('an error before all variables are known', () => {
  for (const [what, files] of [
    ['about a variable', { 'profiles/prod_x.yaml': withVariable('{{ {}[creds.s].x }}') }],
    [
      'about the namespace',
      { 'profiles/prod_x.yaml': withVariable('1').replace('namespace: a', 'namespace: "Bad_{{ creds.s }}"') },
    ],
    ['about the syntax of a sensitive file', { 's.yaml': 's: hunter2secret\ns: hunter2secret\n' }],
    ['about the syntax of a sensitive JSON file', { 's.yaml': '{"s": "hunter2secret" "b": 1}\n' }],
  ] as const) {
    test(`${what} shows no sensitive value`, async () => {
      for (const command of ['render', 'explain']) {
        const { text, exitCode } = await run(command, files)

        expect(text).not.toContain('hunter2secret')
        expect(exitCode).toBe(2)
      }
    })
  }
})

describe('a sensitive value in what places and sources are called', () => {
  const profile = (lines: string) =>
    `variablesFrom:\n- {file: s.yaml, as: creds, sensitive: true}\n${lines}\nvariables: {ns: 'a-{{ creds.s | upper | lower }}'}\n`

  for (const [what, lines, line] of [
    ['namespace', "namespace: '{{ ns }}'", 3],
    ['kubeContext', "namespace: a\nkubeContext: 'x{{ creds.s[:4] }}'", 4],
    ['command\\[1\\] of the command source', '- {command: [echo, "{{ ns }}"], as: said}\nnamespace: a', 3],
    ['sops of the sops source', '- {sops: "{{ ns }}.yaml"}\nnamespace: a', 3],
    ['configMap of the configMap source', '- {configMap: "{{ ns }}"}\nnamespace: a', 3],
    ['secret of the secret source', '- {secret: {selector: "a={{ ns }}"}}\nnamespace: a', 3],
    ['namespace of the secret source', '- {secret: db, namespace: "{{ ns }}"}\nnamespace: a', 3],
  ] as const) {
    test(`is refused, and shown by no command: ${what}`, async () => {
      const files = { 'profiles/prod_x.yaml': profile(lines) }
      for (const args of [['render', '-p', 'prod_x'], ...(what.includes(' of ') ? [] : [['profiles'], ['validate']])]) {
        const { text, exitCode } = await runWith(args, files)

        expect(text).toMatch(
          new RegExp(`profiles/prod_x.yaml:${line}:\\d+: \`${what}\` would contain a sensitive value: s of s.yaml\n`),
        )
        expect(text).toContain('hint: ')
        expect(text).not.toContain('hunter2secret')
        expect(exitCode).toBe(2)
      }
    })
  }
})
