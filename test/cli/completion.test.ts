import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { runProgram } from '../support/program.ts'
import { createProject, type Project, repository } from '../support/projects/project.ts'

let project: Project
beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_shop.yaml': 'namespace: shop\nvariables:\n  image: web\n  db: {host: x, ports: [1]}\n',
      'profiles/stg_shop.yaml': '',
      'templates/web.yaml': '',
      'templates/_part.yaml': '',
      kubeconfig:
        'contexts:\n- {name: prod-eu, context: {cluster: eu, namespace: shop}}\n- {name: "arn:aws:x", context: {cluster: us}}\n',
    },
  })
})
afterAll(() => project.remove())

const described = async (words: readonly string[], env: Record<string, string> = {}) =>
  (await kdeploy(['complete', '--', ...words], { cwd: project.folder, env })).stdout.split('\n').slice(0, -1)

const complete = async (...words: string[]) => (await described(words)).map((line) => line.split('\t')[0])

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
    expect(await complete('history', '')).toEqual(expect.arrayContaining(['show', 'diff', 'prod_shop']))
    expect(await complete('history', 'show', '')).toEqual(expect.arrayContaining(['prod_shop']))
    expect(await complete('history', 'show', '--man')).toEqual(['--manifests'])
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

  test('offers values also behind an equals sign, and as arguments', async () => {
    expect(await complete('apply', '--profile=pr')).toEqual(['--profile=prod_shop'])
    expect(await complete('apply', '-o', 'json', '--output=')).toEqual(['--output=text', '--output=json'])
    expect(await complete('apply', 'st')).toEqual(['stg_shop'])
    expect(await complete('validate', 'prod_shop', '')).toEqual(['prod_shop', 'stg_shop'])
    expect(await complete('help', 'ap')).toEqual(['apply'])
    expect(await complete('render', 'prod_shop', '')).toEqual([])
  })

  test('offers kube contexts, variables and templates, with what they are', async () => {
    expect(await described(['apply', '--kubeconfig', 'kubeconfig', '--context', ''])).toEqual([
      'prod-eu\tcluster eu, namespace shop',
      'arn:aws:x\tcluster us',
    ])
    expect(await described(['apply', '--context', 'p'], { KUBECONFIG: `${project.folder}/kubeconfig` })).toEqual([
      'prod-eu\tcluster eu, namespace shop',
    ])
    const variables = [
      'image\tprofiles/prod_shop.yaml:3:3',
      'db\tall that is in it',
      'db.host\tprofiles/prod_shop.yaml:4:8',
    ]
    expect(await described(['explain', '-p', 'prod_shop', ''])).toEqual(expect.arrayContaining(variables))
    expect(await described(['explain', 'prod_shop', 'd'])).toEqual([
      ...variables.slice(1),
      'db.ports\tall that is in it',
      'db.ports[0]\tprofiles/prod_shop.yaml:4:25',
    ])
    expect(await described(['explain', 'im'], { PROFILE: 'prod_shop' })).toEqual(variables.slice(0, 1))
    expect(await complete('explain', '')).toEqual(['prod_shop', 'stg_shop'])
    expect(await complete('render', '-t', '')).toEqual(['web.yaml'])
  })

  test('describes commands and options', async () => {
    expect(await described(['histo'])).toEqual(["history\tlist a release's revisions"])
    expect(await described(['apply', '--yes'])).toEqual([
      "--yes\tdon't ask for confirmation, even if the profile requires it",
    ])
    expect(await complete('history', '--set')).toEqual([])
  })

  test('offers no revision, soon, where there is no cluster', async () => {
    const { stdout, exitCode } = await kdeploy(['complete', '--', 'undo', 'prod_shop', '--to-revision', ''], {
      cwd: project.folder,
      env: { KUBECONFIG: '/nowhere' },
    })
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
  })

  test('offers no profile outside a project, without an error', async () => {
    const { stdout, exitCode } = await kdeploy(['complete', '--', 'apply', '-p', ''], { cwd: '/' })
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
  })

  test('works in bash', async () => {
    const { stdout: script } = await kdeploy(['completion', 'bash'])
    const program = `${script}
kdeploy() { '${process.execPath}' '${repository}/bin/kdeploy.js' "$@"; }
ask() { COMP_LINE=$1; COMP_POINT=\${#1}; _kdeploy; printf '%s\\n' "\${COMPREPLY[@]}"; }
ask 'kdeploy apply -p pr'
ask 'kdeploy apply --profile=pr'
ask 'kdeploy apply --kubeconfig kubeconfig --context arn:a'
ask 'kdeploy apply --kubeconfig=kubeconfig --context=arn:'
ask 'kdeploy apply --values '
ask 'kdeploy histo'
`
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent' }
    const { stdout, stderr } = await runProgram('bash', ['-c', program], { cwd: project.folder, env })
    expect({ stdout, stderr }).toEqual({ stdout: 'prod_shop\nprod_shop\naws:x\naws:x\n\nhistory\n', stderr: '' })
  })

  test.skipIf(!isInstalled('zsh'))('works in zsh', async () => {
    const { stdout: script } = await kdeploy(['completion', 'zsh'])
    const program = `compdef() {}; compadd() { while [[ $1 != -- ]]; do [[ $1 == -d ]] && print -l -- "\${(@P)2}"; shift; done; shift; print -l -- "$@" }; _files() { print files }
${script}
kdeploy() { '${process.execPath}' '${repository}/bin/kdeploy.js' "$@"; }
words=(kdeploy apply -p ''); CURRENT=4; _kdeploy
words=(kdeploy apply --values ''); _kdeploy
words=(kdeploy histo); CURRENT=2; _kdeploy`
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent' }
    const { stdout } = await runProgram('zsh', ['-fc', program], { cwd: project.folder, env })
    expect(stdout).toBe("prod_shop\nstg_shop\nfiles\nhistory  -- list a release's revisions\nhistory\n")
  })

  test.skipIf(!isInstalled('fish'))('works in fish, with files only where they may stand', async () => {
    const { stdout: script } = await kdeploy(['completion', 'fish'])
    const program = `${script}
function kdeploy; '${process.execPath}' '${repository}/bin/kdeploy.js' $argv; end
complete -C 'kdeploy apply -p '
complete -C 'kdeploy apply --values kd'
complete -C 'kdeploy histo'`
    const env = { PATH: process.env['PATH'], HOME: project.folder }
    const { stdout } = await runProgram('fish', ['--no-config', '-c', program], { cwd: project.folder, env })
    expect(stdout).toBe("prod_shop\nstg_shop\nkdeploy.yaml\nhistory\tlist a release's revisions\n")
  })

  test('refuses a shell that it does not know', async () => {
    const { exitCode, stderr } = await kdeploy(['completion', 'cmd'])
    expect(stderr).toContain('Allowed choices are bash, zsh, fish')
    expect(exitCode).toBe(2)
  })
})
