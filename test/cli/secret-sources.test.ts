import { describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { createProject } from '../support/project.ts'

async function run(command: string, files: Record<string, string>) {
  const project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_x.yaml': 'namespace: a\nvariablesFrom: [{file: s.yaml, as: creds, sensitive: true}]\n',
      's.yaml': 's: hunter2secret\n',
      'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      ...files,
    },
  })
  const { stdout, stderr, exitCode } = await kdeploy([command, '-p', 'prod_x'], { cwd: project.folder })
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
