import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { runProgram } from '../support/program.ts'
import { createProject, type Project, repository } from '../support/projects/project.ts'

let project: Project
beforeAll(async () => {
  project = await createProject({
    files: { 'kdeploy.yaml': 'name: shop\n', 'profiles/prod_shop.yaml': '', 'profiles/stg_shop.yaml': '' },
  })
})
afterAll(() => project.remove())

const complete = async (...words: string[]) =>
  (await kdeploy(['complete', '--', ...words], { cwd: project.folder })).stdout.split('\n').slice(0, -1)

function isInstalled(shell: string): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0
}

describe('completion', () => {
  test('offers commands, and hides its own', async () => {
    expect(await complete('')).toEqual(expect.arrayContaining(['apply', 'undo', 'history', 'status', 'completion']))
    expect(await complete('')).not.toContain('complete')
    expect(await complete('ap')).toEqual(['apply'])
  })

  test('offers the options of the command', async () => {
    expect(await complete('apply', '--undo')).toEqual(['--undo-on-failure'])
    expect(await complete('history', '--undo')).toEqual([])
  })

  test('offers the profiles of the project, also of another folder', async () => {
    expect(await complete('apply', '-p', '')).toEqual(['prod_shop', 'stg_shop'])
    expect(await complete('apply', '--profile', 'stg')).toEqual(['stg_shop'])
    expect(await complete('apply', '--project', repository, '-p', 'prod_c')).toContain('prod_cthulu')
  })

  test('offers the choices of an option and of an argument, and nothing where a file may stand', async () => {
    expect(await complete('apply', '-o', '')).toEqual(['text', 'json'])
    expect(await complete('completion', '')).toEqual(['bash', 'zsh', 'fish'])
    expect(await complete('apply', '--values', '')).toEqual([])
  })

  test('offers no profile outside a project, without an error', async () => {
    const { stdout, exitCode } = await kdeploy(['complete', '--', 'apply', '-p', ''], { cwd: '/' })
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
  })

  test('works in bash', async () => {
    const { stdout: script } = await kdeploy(['completion', 'bash'])
    const program = `${script}
kdeploy() { '${process.execPath}' '${repository}/bin/kdeploy.js' "$@"; }
COMP_WORDS=(kdeploy apply -p pr); COMP_CWORD=3; _kdeploy; printf '%s\\n' "\${COMPREPLY[@]}"
COMP_WORDS=(kdeploy ''); COMP_CWORD=1; _kdeploy; printf '%s\\n' "\${COMPREPLY[0]}"`
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent' }
    const { stdout, stderr } = await runProgram('bash', ['-c', program], { cwd: project.folder, env })
    expect({ stdout, stderr }).toEqual({ stdout: 'prod_shop\nrender\n', stderr: '' })
  })

  test.skipIf(!isInstalled('zsh'))('works in zsh', async () => {
    const { stdout: script } = await kdeploy(['completion', 'zsh'])
    const program = `compdef() {}; compadd() { shift; print -l -- "$@" }; _files() { print files }
${script}
kdeploy() { '${process.execPath}' '${repository}/bin/kdeploy.js' "$@"; }
words=(kdeploy apply -p ''); CURRENT=4; _kdeploy
words=(kdeploy apply --values ''); _kdeploy`
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent' }
    const { stdout } = await runProgram('zsh', ['-fc', program], { cwd: project.folder, env })
    expect(stdout).toBe('prod_shop\nstg_shop\nfiles\n')
  })

  test.skipIf(!isInstalled('fish'))('works in fish, with files only where they may stand', async () => {
    const { stdout: script } = await kdeploy(['completion', 'fish'])
    const program = `${script}
function kdeploy; '${process.execPath}' '${repository}/bin/kdeploy.js' $argv; end
complete -C 'kdeploy apply -p '
complete -C 'kdeploy apply --values kd'`
    const env = { PATH: process.env['PATH'], HOME: project.folder }
    const { stdout } = await runProgram('fish', ['--no-config', '-c', program], { cwd: project.folder, env })
    expect(stdout).toBe('prod_shop\nstg_shop\nkdeploy.yaml\n')
  })

  test('refuses a shell that it does not know', async () => {
    const { exitCode, stderr } = await kdeploy(['completion', 'cmd'])
    expect(stderr).toContain('Allowed choices are bash, zsh, fish')
    expect(exitCode).toBe(2)
  })
})
