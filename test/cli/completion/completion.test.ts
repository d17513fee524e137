import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kdeploy, startKdeploy } from '../../support/kdeploy.ts'
import { startOnTerminal } from '../../support/output/terminal.ts'
import { createProject, type Project, repository } from '../../support/projects/project.ts'

const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: web, envFrom: [{secretRef: {name: tls}}]}]
`

let project: Project
beforeAll(async () => {
  project = await createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_shop.yaml': 'namespace: shop\nvariables:\n  image: web\n  db: {host: x, ports: [1]}\n',
      'profiles/stg_shop.yaml': '',
      'templates/web.yaml': web,
      'templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n',
      'templates/_part.yaml': '',
      kubeconfig:
        'contexts:\n- {name: prod-eu, context: {cluster: eu, namespace: shop}}\n- {name: "arn:aws:x", context: {cluster: us}}\n',
    },
  })
})
afterAll(() => project.remove())

const described = async (words: readonly string[], env: Record<string, string> = {}) =>
  (await kdeploy(['complete', 'fish', '--', ...words], { cwd: project.folder, env })).stdout.split('\n').slice(0, -1)

const complete = async (...words: string[]) => (await described(words)).map((line) => line.split('\t')[0])

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

  test('offers the clusters of a profile, or of all where globs or none are given', async () => {
    const clustered = await createProject({
      files: {
        'templates/a.yaml': '',
        'profiles/prod.yaml': 'clusters: {eu: {}, us: {}}\n',
        'profiles/prod_shop.yaml': '',
        'profiles/prod_bus.yaml': 'clusters: {us: false, ap: {}}\n',
        'profiles/stg_shop.yaml': '',
      },
    })
    try {
      const at = ['--project', clustered.folder]
      expect(await complete('apply', ...at, 'prod_shop', '--cluster', '')).toEqual(['eu', 'us'])
      expect(await complete('apply', ...at, '-p', 'prod_*', '--cluster', '')).toEqual(['eu', 'ap', 'us'])
      expect(await complete('apply', ...at, '--cluster', 'eu', '--cluster', '')).toEqual(['ap', 'us'])
      expect(await complete('render', ...at, 'stg_shop', '--cluster=')).toEqual([])
      expect(await complete('explain', ...at, 'prod_shop', '--cluster', 'eu', '--against', '')).toEqual([
        ...['prod_bus', 'prod_shop', 'stg_shop', '@us'],
      ])
    } finally {
      await clustered.remove()
    }
  })

  test('offers the choices of an option and of an argument', async () => {
    expect(await complete('apply', '-o', '')).toEqual(['text', 'json'])
    expect(await complete('completion', '')).toEqual(['bash', 'zsh', 'fish', 'powershell'])
  })

  test('offers values also behind an equals sign, and as arguments', async () => {
    expect(await complete('apply', '--profile=pr')).toEqual(['--profile=prod_shop'])
    expect(await complete('apply', '-o', 'json', '--output=')).toEqual(['--output=text', '--output=json'])
    expect(await complete('apply', 'st')).toEqual(['stg_shop'])
    expect(await complete('validate', 'prod_shop', '')).toEqual(['stg_shop'])
    expect(await complete('help', 'ap')).toEqual(['apply'])
    expect(await complete('rename', 'prod_shop', '')).toEqual([])
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
    expect(await complete('render', '-t', '')).toEqual(['config.yaml', 'web.yaml'])
  })

  test('describes commands and options', async () => {
    expect(await described(['histo'])).toEqual(["history\tlist a release's revisions; show one, compare two"])
    expect(await described(['apply', '--yes'])).toEqual([
      "--yes\tdon't ask for confirmation, even if the profile requires it",
    ])
    expect(await complete('history', '--set')).toEqual([])
  })

  test('offers no revision, soon, where there is no cluster', async () => {
    const { stdout, exitCode } = await kdeploy(['complete', 'fish', '--', 'undo', 'prod_shop', '--to-revision', ''], {
      cwd: project.folder,
      env: { KUBECONFIG: '/nowhere' },
    })
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
  })

  test('offers an option twice only where it may be given twice, and none that another one excludes', async () => {
    expect(await complete('apply', '--yes', '--y')).toEqual([])
    expect(await complete('apply', '-y', '--y')).toEqual([])
    expect(await complete('apply', '--set', 'a=1', '--set')).toContain('--set')
    expect(await complete('apply', '--no-prune', '--also-d')).toEqual([])
    expect(await complete('apply', '--also-delete', 'pvc/a', '--no-pr')).toEqual([])
    expect(await complete('apply', '--also-delete', 'pvc/a', '--also-d')).toEqual(['--also-delete'])
    expect(await complete('apply', '--', '--y')).toEqual([])
    expect(await complete('apply', '--report', 'junit=a.xml', '--report', 's')).toEqual(['summary='])
    expect(await complete('apply', '--report', 'junit=a.xml', '--repo')).toEqual(['--report'])
  })

  test('reads options as the program does: in one word with their value, and those whose value may be left out', async () => {
    expect(await complete('apply', '-pst')).toEqual(['-pstg_shop'])
    expect(await complete('explain', '-pprod_shop', 'im')).toEqual(['image'])
    expect(await complete('apply', 'prod_shop', '--adopt', '')).toEqual(['configmap/settings', 'deployment/web'])
    expect(await complete('apply', 'prod_shop', '--adopt', '--undo')).toEqual(['--undo-on-failure'])
    expect(await complete('apply', '--adopt', 'deployment/web', '')).toEqual(['prod_shop', 'stg_shop'])
  })

  test('offers what a profile renders, and what that refers to, without a cluster', async () => {
    expect(await described(['apply', 'prod_shop', '--replace', 'd'])).toEqual(['deployment/web\tweb.yaml'])
    expect(await described(['apply', 'prod_shop', '--skip-references', ''])).toEqual(['secret/tls\tof deployment/web'])
    // What was never deployed has no members yet.
    expect(await complete('restart', 'prod_shop', '')).toEqual(['deployment/web'])
    expect(await complete('restart', 'prod_shop', 'deployment/web', '')).toEqual([])
    expect(await complete('undo', '-p', 'prod_shop', '')).toEqual(['deployment/web'])
    expect(await complete('apply', 'prod_shop', '--also-delete', 'c')).toEqual(['configmap/settings'])
    expect(await complete('restart', '')).toEqual(['prod_shop', 'stg_shop'])
  })

  test('offers variables to set, and the namespaces of profiles where no cluster tells its own', async () => {
    expect(await complete('apply', 'prod_shop', '--set', 'im')).toEqual(['image='])
    expect(await complete('apply', 'prod_shop', '--set=im')).toEqual(['--set=image='])
    expect(await complete('apply', '--set', 'im')).toEqual([])
    expect(await described(['status', '-n', ''])).toEqual(['shop\tprod_shop'])
  })

  test('says where a path may stand, and behind what', async () => {
    expect(await described(['apply', '--values', ''])).toEqual(['\tfiles\t'])
    expect(await described(['apply', '--values=x'])).toEqual(['\tfiles\t--values='])
    expect(await described(['apply', '--set-file', 'a=x'])).toEqual(['\tfiles\ta='])
    expect(await described(['apply', '--project', 'x'])).toEqual(['\tfolders\t'])
    expect(await described(['init', 'x'])).toEqual(['\tfolders\t'])
    expect(await described(['init', '--from', 'dep'])).toEqual(['deployment/'])
    expect(await described(['init', '--from', './'])).toEqual(['\tfiles\t'])
    expect(await described(['apply', '--timeout', ''])).toEqual([])
  })

  test('takes what the environment says of options', async () => {
    const { PROFILE, KDEPLOY_PROJECT } = { PROFILE: 'prod_shop', KDEPLOY_PROJECT: project.folder }
    const completed = await kdeploy(['complete', 'fish', '--', 'explain', 'im'], {
      cwd: '/',
      env: { PROFILE, KDEPLOY_PROJECT },
    })
    expect(completed.stdout).toMatch(/^image\t/)
  })

  test('answers within two seconds, about, where the cluster hangs, or the program that logs in to it', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'sleep',
      args: ['60'],
      interactiveMode: 'Never',
    }
    try {
      for (const user of [{ token: 'x' }, { exec }]) {
        const kubeconfig = join(project.folder, 'hanging')
        const server = { server: `http://127.0.0.1:${port}` }
        await writeFile(
          kubeconfig,
          JSON.stringify({
            ...{ 'current-context': 'c', contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }] },
            ...{ clusters: [{ name: 'c', cluster: server }], users: [{ name: 'u', user }] },
          }),
        )
        for (const [words, expected] of [
          [['status', '-n', ''], 'shop\tprod_shop\n'],
          [['restart', 'prod_shop', ''], 'deployment/web\tweb.yaml\n'],
          [['undo', 'prod_shop', '--to-revision', ''], ''],
        ] as const) {
          const start = performance.now()
          const { result } = startKdeploy(['complete', 'fish', '--', ...words], {
            cwd: project.folder,
            env: { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: kubeconfig },
          })
          expect((await result).stdout).toBe(expected)
          const took = performance.now() - start
          expect(took).toBeGreaterThan(1000)
          // Long before either would have ended.
          expect(took).toBeLessThan(30_000)
        }
      }
    } finally {
      silent.close()
    }
  })

  test('says on a terminal how to install it, for the person’s shell first', async () => {
    const { stdout } = await startOnTerminal(['completion'], { cwd: project.folder, env: { SHELL: '/usr/bin/fish' } })
      .result
    expect(stdout).toMatch(/^fish: .*\(your shell, as \$SHELL says\):\r\n\r\n {2}kdeploy completion fish > ~\/\.config/)
    for (const line of [
      'source <(kdeploy completion bash)',
      'source <(kdeploy completion zsh)',
      'Out-String | Invoke-Expression',
    ])
      expect(stdout).toContain(line)
  })

  test('is the script of $SHELL elsewhere, or an error that names the shells', async () => {
    const own = await kdeploy(['completion'], { env: { SHELL: '/bin/zsh' } })
    expect(own.stdout).toBe((await kdeploy(['completion', 'zsh'])).stdout)
    for (const [SHELL, message] of [
      ['/bin/tcsh', 'there is no completion for /bin/tcsh'],
      [undefined, 'no shell is given, and SHELL names none'],
    ]) {
      const { stdout, stderr, exitCode } = await kdeploy(['completion'], { env: { SHELL } })
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
      expect(stderr).toContain(message)
      expect(stderr).toContain('bash, zsh, fish, powershell')
    }
  })

  test('offers no profile outside a project, without an error', async () => {
    const { stdout, exitCode } = await kdeploy(['complete', 'fish', '--', 'apply', '-p', ''], { cwd: '/' })
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
  })

  test('refuses a shell that it does not know', async () => {
    const { exitCode, stderr } = await kdeploy(['completion', 'cmd'])
    expect(stderr).toContain(
      'there is no completion for cmd\nhint: name one: kdeploy completion bash, zsh, fish, powershell',
    )
    expect(exitCode).toBe(2)
  })
})
