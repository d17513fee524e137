import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { program } from '../../support/kdeploy.ts'
import { createProject, type Project } from '../../support/projects/project.ts'
import { type InteractiveShell, isInstalled, openShell, type Typed } from '../../support/shells/interactive.ts'

let project: Project
beforeAll(async () => {
  const contexts = ['prod-eu', 'arn:aws:eks:eu', 'Docker Desktop', "it's=$HOME"]
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_shop.yaml': 'namespace: shop\nvariables:\n  image: web\n',
      'profiles/stg_shop.yaml': '',
      'templates/web.yaml': '',
      'tests/web.yaml': "tests:\n- name: it's small\n  profile: prod_shop\n  expect: [{kind: Pod, count: 0}]\n",
      'my values.yaml': '',
      'values.yaml': '',
      kubeconfig: JSON.stringify({
        contexts: contexts.map((name) => ({ name, context: { cluster: 'eu', namespace: 'shop' } })),
      }),
    },
  })
  const tool = join(project.folder, 'tools/kdeploy')
  mkdirSync(join(project.folder, 'tools'))
  writeFileSync(tool, `#!/bin/sh\nexec ${program.shell} "$@"\n`)
  chmodSync(tool, 0o755)
})
afterAll(() => project.remove())

/** What TAB makes of a line, which is the same in every shell that is tested. */
const lines: readonly (readonly [what: string, typed: string, completed: string])[] = [
  ['a command', 'kdeploy histo', 'kdeploy history '],
  ['an option', 'kdeploy apply --undo-on', 'kdeploy apply --undo-on-failure '],
  ['a profile', 'kdeploy apply -p pr', 'kdeploy apply -p prod_shop '],
  ['a profile behind =', 'kdeploy apply --profile=pr', 'kdeploy apply --profile=prod_shop '],
  ['a profile in the word of its option', 'kdeploy apply -ppr', 'kdeploy apply -pprod_shop '],
  ['a value with colons', 'kdeploy apply --context arn', 'kdeploy apply --context arn:aws:eks:eu '],
  ['a value with colons behind =', 'kdeploy apply --context=arn:aws', 'kdeploy apply --context=arn:aws:eks:eu '],
  ['a value with a space', 'kdeploy apply --context Dock', 'kdeploy apply --context Docker\\ Desktop '],
  ['a value with a space in quotes', 'kdeploy apply --context "Dock', 'kdeploy apply --context "Docker Desktop" '],
  ['a value with signs', 'kdeploy apply --context it', "kdeploy apply --context it\\'s=\\$HOME "],
  ['a value with signs in quotes', 'kdeploy apply --context "it', 'kdeploy apply --context "it\'s=\\$HOME" '],
  ['a variable, without a space', 'kdeploy apply -p prod_shop --set im', 'kdeploy apply -p prod_shop --set image='],
  ['the name of a test', 'kdeploy test it', "kdeploy test it\\'s\\ small "],
  ['a file', 'kdeploy apply --values my', 'kdeploy apply --values my\\ values.yaml '],
  ['a file behind =', 'kdeploy apply --values=val', 'kdeploy apply --values=values.yaml '],
  ['a file behind a variable', 'kdeploy apply --set-file a=val', 'kdeploy apply --set-file a=values.yaml '],
  ['a folder', 'kdeploy apply --project prof', 'kdeploy apply --project profiles/'],
  ['no file where a folder stands', 'kdeploy apply --project val', 'kdeploy apply --project val'],
  ['no file where a number stands', 'kdeploy apply --concurrency v', 'kdeploy apply --concurrency v'],
  ['behind words in quotes', 'kdeploy apply --context "a b" -p pr', 'kdeploy apply --context "a b" -p prod_shop '],
  ['behind another command', 'true; kdeploy histo', 'true; kdeploy history '],
  ['a program by its path', 'tools/kdeploy histo', 'tools/kdeploy history '],
  ['an alias', 'kd histo', 'kd history '],
  ['behind npx', 'npx kdeploy histo', 'npx kdeploy history '],
]

describe.each(['bash', 'zsh', 'fish'] as const)('TAB in %s completes', (shell: InteractiveShell) => {
  const isThere = isInstalled(shell)
  if (!isThere && process.env['CI'] !== undefined) throw new Error(`${shell} is not installed: .ci/run does that`)
  let typed: Typed
  beforeAll(async () => {
    if (isThere) typed = await openShell(shell, project.folder, { KUBECONFIG: join(project.folder, 'kubeconfig') })
  })
  afterAll(() => typed?.close())

  test.skipIf(!isThere).each(lines)('%s', async (_, line, completed) => {
    expect(await typed.complete(line)).toBe(completed)
  })

  test.skipIf(!isThere)('several, with what they are where the shell shows that', async () => {
    const shown = await typed.list('kdeploy history ')
    for (const word of ['show', 'diff', 'prod_shop', 'stg_shop']) expect(shown).toContain(word)
    if (shell !== 'bash') expect(shown).toContain('show what differs between two revisions')
  })
})
