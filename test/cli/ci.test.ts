import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { kdeploy } from '../support/kdeploy.ts'
import { junitContradictions, parseXml, qualityContradictions } from '../support/output/reports.ts'
import { createProject, type Project } from '../support/projects/project.ts'

/** A repository with its project in a folder of it. */
let project: Project
let folder: string

const files = {
  'deploy/kdeploy.yaml': 'name: shop\n',
  'deploy/profiles/prod_shop.yaml':
    'namespace: shop\nvariables: {tag: latest}\nvariablesFrom:\n- {environment: [TOKEN], sensitive: true}\n',
  'deploy/templates/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: app
        image: shop:{{ tag }}
`,
  'deploy/tests/web.yaml': `tests:
- name: runs three
  profile: prod_shop
  expect:
  - {kind: Deployment, name: web, fields: {spec.replicas: 3}}
`,
}

beforeEach(async () => {
  project = await createProject({ files })
  folder = join(project.folder, 'deploy')
})
afterEach(() => project.remove())

const secret = 'correct-horse-battery'

function run(args: readonly string[], env: Record<string, string> = {}) {
  return kdeploy(args, { cwd: folder, env: { TOKEN: secret, ...env } })
}

const github = () => ({
  ...{ GITHUB_ACTIONS: 'true', CI: 'true', GITHUB_WORKSPACE: project.folder },
  GITHUB_STEP_SUMMARY: join(project.folder, 'summary.md'),
})
const gitlab = () => ({ GITLAB_CI: 'true', CI: 'true', CI_PROJECT_DIR: project.folder })

const written = (file: string) => readFile(join(folder, file), 'utf8')

/** One that renders nothing: an undefined variable. */
const broken = () => writeFile(join(folder, 'templates/broken.yaml'), 'a: 1\nkind: {{ nosuch }}\n')

const annotations = (text: string) => text.split('\n').filter((line) => /^::(?:error|warning) /.test(line))

describe('validate in a job of GitHub', () => {
  test('annotates what it found at the template’s line, from the repository’s folder', async () => {
    await broken()
    const { stderr, exitCode } = await run(['validate'], github())

    const [first, ...more] = annotations(stderr)
    expect(first).toMatch(
      /^::error file=deploy\/templates\/broken\.yaml,line=2,col=\d+,title=kdeploy validate%3A template-undefined::.*nosuch/,
    )
    expect(more).toEqual([])
    expect(exitCode).toBe(2)
  })

  test('annotates warnings as such, and appends a summary of the step, run after run', async () => {
    const { stderr, exitCode } = await run(['validate'], github())
    expect(annotations(stderr).join('\n')).toMatch(
      /^::warning file=deploy\/templates\/web\.yaml,line=\d+,col=\d+,title=kdeploy validate%3A image-tag::/m,
    )
    await run(['validate'], github())
    const summary = await readFile(github().GITHUB_STEP_SUMMARY, 'utf8')
    expect(summary.match(/^1 of 1 profile is valid/gm)).toHaveLength(2)
    expect(exitCode).toBe(0)
  })

  test('leaves the summary as it is where it would be more than GitHub takes', async () => {
    const full = 'x'.repeat(1024 * 1024 - 10)
    await writeFile(github().GITHUB_STEP_SUMMARY, full)
    const { stderr, exitCode } = await run(['validate'], github())
    expect(stderr).toContain('warning: the summary of this step is full: nothing was added to it')
    expect((await readFile(github().GITHUB_STEP_SUMMARY, 'utf8')).length).toBe(full.length)
    expect(exitCode).toBe(0)
  })
})

describe('outside of a job', () => {
  test.each([
    ['no variable', {}, []],
    ['CI alone', { CI: 'true' }, []],
    ['--ci none', { GITHUB_ACTIONS: 'true' }, ['--ci', 'none']],
    ['GitLab, which has no annotations', { GITLAB_CI: 'true' }, []],
  ])('the output is as it always was: %s', async (_, env, args) => {
    await broken()
    for (const command of ['validate', 'test']) {
      const plain = await run([command])
      const other = await run([command, ...args], { ...env, GITHUB_STEP_SUMMARY: join(project.folder, 'summary.md') })
      const untimed = ({ stdout, stderr, exitCode }: typeof plain) =>
        `${stdout}${stderr}${exitCode}`.replace(/\d+\.\d s/g, 'T')
      expect(untimed(other)).toBe(untimed(plain))
    }
    expect(await readdir(project.folder)).toEqual(['deploy'])
  })

  test('--ci github annotates all the same', async () => {
    await broken()
    const { stderr } = await run(['validate', '--ci', 'github'])
    expect(annotations(stderr)).toHaveLength(1)
  })
})

describe('--report of validate', () => {
  test('writes each format to its file, in folders that it makes, and nothing else', async () => {
    await broken()
    const formats = ['junit', 'codequality', 'sarif', 'summary']
    const { exitCode, stdout } = await run(
      ['validate', ...formats.flatMap((format) => ['--report', `${format}=out/reports/${format}`])],
      gitlab(),
    )

    expect(exitCode).toBe(2)
    expect(stdout).toContain('0 of 1 profile')
    expect((await readdir(join(folder, 'out/reports'))).toSorted()).toEqual(formats.toSorted())
    expect(junitContradictions(await parseXml(await written('out/reports/junit')))).toEqual([])
    const quality = await written('out/reports/codequality')
    expect(qualityContradictions(quality)).toEqual([])
    expect(JSON.parse(quality)[0].location).toEqual({ path: 'deploy/templates/broken.yaml', lines: { begin: 2 } })
    expect(JSON.parse(await written('out/reports/sarif')).version).toBe('2.1.0')
    expect(await written('out/reports/summary')).toContain('### kdeploy validate of `deploy`')
  })

  test('says why nothing could be validated', async () => {
    await writeFile(join(folder, 'kdeploy.yaml'), 'name: [1\n')
    const { exitCode, stderr } = await run(['validate', '--report', 'codequality=q.json', '--report', 'junit=j.xml'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('error:')
    expect(qualityContradictions(await written('q.json'))).toEqual([])
    expect(JSON.parse(await written('q.json'))).toHaveLength(1)
    expect((await parseXml(await written('j.xml'))).attributes['failures']).toBe('1')
  })

  test('replaces an older report as a whole', async () => {
    await writeFile(join(folder, 'q.json'), 'old')
    await run(['validate', '--report', 'codequality=q.json'])
    expect(qualityContradictions(await written('q.json'))).toEqual([])
    expect(await readdir(folder)).toEqual(['kdeploy.yaml', 'profiles', 'q.json', 'templates', 'tests'])
  })

  test.each([
    [
      'a format that there is not',
      'html=a.html',
      /Use FORMAT=FILE, where FORMAT is one of: junit, codequality, sarif, summary/,
    ],
    ['no file', 'junit=', /Use FORMAT=FILE/],
    ['no format', 'a.xml', /Use FORMAT=FILE/],
    ['stdout', 'junit=-', /Use FORMAT=FILE/],
    ['a folder', 'junit=templates', /the report can't be written to templates: it is a folder/],
    ['a file as a folder', 'junit=kdeploy.yaml/a.xml', /the report can't be written to kdeploy.yaml\/a.xml/],
  ])('is refused before the run for %s', async (_, value, message) => {
    const { exitCode, stderr, stdout } = await run(['validate', '--report', value])
    expect(stderr).toMatch(message)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  })

  test("is refused once, whose error is the run's own", async () => {
    const args = ['apply', '-p', 'prod_cthulu', '--report', 'junit=kdeploy.yaml/a.xml']
    const { exitCode, stderr } = await run(args)
    expect(stderr.match(/error: /g)).toHaveLength(1)
    expect(stderr).toMatch(/\nnothing was written\n$/)
    expect(exitCode).toBe(2)
  })

  test('is refused where two name one file', async () => {
    const { exitCode, stderr } = await run(['validate', '--report', 'junit=a', '--report', 'sarif=./a'])
    expect(stderr).toContain('two reports are to be written to ./a')
    expect(exitCode).toBe(2)
  })

  test('is refused in the place of the plan', async () => {
    const { exitCode, stderr } = await run(['diff', '-p', 'prod_cthulu', '--plan', 'a', '--report', 'json=./a'])
    expect(stderr).toContain('the plan and a report are to be written to ./a')
    expect(exitCode).toBe(2)
  })
})

describe('test in a job', () => {
  test('annotates each expectation that was not met, and writes its reports', async () => {
    const { stderr, exitCode } = await run(['test', '--report', 'junit=j.xml', '--report', 'summary=s.md'], github())
    expect(annotations(stderr)).toEqual([
      expect.stringMatching(
        /^::error file=deploy\/tests\/web\.yaml,line=\d+,col=\d+,title=kdeploy test%3A test-failed::/,
      ),
    ])
    expect(exitCode).toBe(2)
    const root = await parseXml(await written('j.xml'))
    expect([junitContradictions(root), root.attributes['failures']]).toEqual([[], '1'])
    expect(await written('s.md')).toMatch(/^### kdeploy test: 0 passed, 1 failed/)
    expect(await readFile(github().GITHUB_STEP_SUMMARY, 'utf8')).toBe(await written('s.md'))
  })

  test('writes its reports where no test can be run', async () => {
    await writeFile(join(folder, 'kdeploy.yaml'), 'name: [1\n')
    await run(['test', '--report', 'junit=j.xml'])
    expect((await parseXml(await written('j.xml'))).attributes['failures']).toBe('1')
  })
})

describe('a command that reaches no cluster', () => {
  const unreachable = async () => {
    const kubeconfig = join(project.folder, 'kubeconfig')
    const config = {
      clusters: [{ name: 'a', cluster: { server: 'https://127.0.0.1:1' } }],
      contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
      users: [{ name: 'a', user: { token: 'x' } }],
      'current-context': 'a',
    }
    await writeFile(kubeconfig, JSON.stringify(config))
    return { KUBECONFIG: kubeconfig }
  }

  test.each([
    ['apply', 'junit=a', /<failure type="cluster-unreachable"/],
    ['apply', 'codequality=a', /"check_name": "cluster-unreachable"[\s\S]*"path": "deploy\/kdeploy.yaml"/],
    ['apply', 'summary=a', /### kdeploy apply: failed[\s\S]*127\.0\.0\.1/],
    ['undo', 'summary=a', /### kdeploy undo: failed/],
    ['restart', 'summary=a', /### kdeploy restart: failed/],
    ['delete', 'summary=a', /### kdeploy delete: failed/],
    ['diff', 'markdown=a', /### kdeploy diff: failed/],
    ['diff', 'html=a', /<h1>kdeploy diff failed<\/h1>/],
    ['diff', 'summary=a', /### kdeploy diff: failed/],
    ['diff', 'json=a', /"type":"error"[\s\S]*"type":"result"/],
  ])('writes the report of %s %s all the same', async (command, report, content) => {
    const yes = command === 'delete' ? ['--yes'] : []
    const args = [command, '-p', 'prod_shop', ...yes, '--report', report]
    const { exitCode, stderr } = await run(args, { ...github(), ...(await unreachable()) })
    expect(await written('a')).toMatch(content)
    expect(annotations(stderr)).toEqual([expect.stringContaining('cluster-unreachable')])
    expect(exitCode).toBe(3)
  })

  test('has no secret in any of it', async () => {
    await writeFile(
      join(folder, 'templates/web.yaml'),
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "{{ {}[TOKEN] }}"}\n',
    )
    await mkdir(join(folder, 'out'))
    const run1 = ['junit', 'codequality', 'summary'].flatMap((format) => ['--report', `${format}=out/${format}`])
    const { stderr, stdout, exitCode } = await run(['apply', '-p', 'prod_shop', ...run1], {
      ...github(),
      ...(await unreachable()),
    })
    expect(exitCode).toBe(2)
    const reports = await Promise.all((await readdir(join(folder, 'out'))).map((file) => written(`out/${file}`)))
    expect(reports).toHaveLength(3)
    const all = [stderr, stdout, ...reports, await readFile(github().GITHUB_STEP_SUMMARY, 'utf8')].join('\n')
    expect(all).toContain('(masked)')
    expect(all).not.toContain(secret)
  })
})
