import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { contradictions } from '../../support/output/documented.ts'
import { junitContradictions, parseXml, qualityContradictions } from '../../support/output/reports.ts'
import { screenOf, startOnTerminal } from '../../support/output/terminal.ts'
import { fleetFiles } from '../../support/projects/fleet.ts'

const secret = 'correct-horse-battery'

/** Of five, api fails, web waits for it, and one's greeting is sensitive: a template of all of them has it. */
async function five(cluster: Cluster) {
  const services = {
    prod_billing: {},
    prod_bus: { readyAfter: '3s' },
    prod_db: { more: 'variablesFrom: [{secret: greeting, as: greeting}]' },
    prod_api: { needs: ['prod_bus', 'prod_db'], stage: 'crash-loop' },
    prod_web: { needs: ['prod_api'] },
  }
  const { folder } = await cluster.createProject({ files: fleetFiles(cluster.namespace, services) })
  await cluster.kubectl(['create', 'secret', 'generic', 'greeting', `--from-literal=word=${secret}`])
  return { folder, args: ['apply', '-p', 'prod_*', '--timeout', '60s'] }
}

/** What differs from run to run made equal: pods, times, the namespace, the cluster. Passing states are left out. */
function told(text: string, { namespace }: Cluster): string[] {
  return text
    .replaceAll(namespace, 'NAMESPACE')
    .replace(/\b([a-z]+)-[a-z0-9]{8,10}-[a-z0-9]{5}\b/g, '$1-HASH-POD')
    .replace(/\d+\.\d s\b/g, 'SECONDS s')
    .replace(/\d{8}T\d{6}-[0-9a-f]{4}/g, 'RUN')
    .replace(/^kube context .*/gm, 'kube context CONTEXT')
    .replace(/--context \S+/g, '--context CONTEXT')
    .replace(/, restarted (once|\d+ times)/g, '')
    .split('\n')
    .filter((line) => !/^(\[\w+\] +)?waiting /.test(line) && line !== '')
}

const summary = [
  'RELEASE       OUTCOME  REVISION  CHANGES    TIME',
  'prod_bus      done     1         1 created  SECONDS s',
  'prod_db       done     1         1 created  SECONDS s',
  'prod_billing  done     1         1 created  SECONDS s',
  'prod_web      skipped  -         -          -',
  '  it needs prod_api, which failed',
  'prod_api      failed   1         1 created  SECONDS s',
  expect.stringMatching(
    /^ {2}Deployment NAMESPACE\/api: its new pod can't become ready: CrashLoopBackOff: exited with code 1/,
  ),
  'failed: 3 done, 1 failed, 1 skipped of 5 releases, SECONDS s (run RUN)',
  'next: kdeploy status -p prod_api',
  "      kdeploy undo -p 'prod_*' --run RUN",
]

const failure = [
  "[prod_api]     failed   Deployment NAMESPACE/api: its new pod can't become ready",
  '[prod_api]              from templates/web.yaml:1:1',
  '[prod_api]              pod api-HASH-POD, container app: CrashLoopBackOff: exited with code 1',
  '[prod_api]                | starting',
]

describe('five releases, of which one fails', () => {
  test('are told in a plain log behind their labels, with a table at the end', async ({ cluster }) => {
    const { folder, args } = await five(cluster)

    const { stdout, stderr, exitCode } = await cluster.kdeploy(args, { cwd: folder })

    const lines = told(stderr, cluster)
    expect(exitCode, stderr).toBe(5)
    expect(stdout).toBe('')
    expect(lines.slice(0, 2)).toEqual([
      'apply of 5 releases: prod_bus, prod_db, prod_api, prod_billing, prod_web (run RUN)',
      'kube context CONTEXT',
    ])
    expect(lines.filter((line) => line.startsWith('[prod_bus] '))).toEqual([
      '[prod_bus]     plan: 1 to create, 0 to change, 0 unchanged in namespace NAMESPACE',
      '[prod_bus]     created  Deployment NAMESPACE/bus',
      '[prod_bus]     ready    Deployment NAMESPACE/bus: 1 replica ready',
      '[prod_bus]     done: revision 1, 1 created, 0 changed, 0 unchanged, SECONDS s',
    ])
    const at = lines.indexOf(failure[0] ?? '')
    expect(lines.slice(at, at + failure.length)).toEqual(failure)
    expect(lines.slice(-summary.length)).toEqual(summary)
  })

  for (const system of ['github', 'gitlab'] as const) {
    test(`have a fold each in the log of ${system}, and one annotation or none`, async ({ cluster }) => {
      const { folder, args } = await five(cluster)

      const { stderr, exitCode } = await cluster.kdeploy([...args, '--ci', system], { cwd: folder })

      expect(exitCode, stderr).toBe(5)
      const marker =
        system === 'github'
          ? /^::(?:(group)::(.*)|endgroup::)$/gm
          : /^\u001b\[0Ksection_(?:(start):\d+:\w+\[collapsed=true\]\r\u001b\[0K(.*)|end:\d+:\w+\r\u001b\[0K)$/gm
      const folds = [...stderr.matchAll(marker)].map(([, opens, title = '']) => (opens === undefined ? 'end' : title))
      expect(folds.filter((_, index) => index % 2 === 1)).toEqual(['end', 'end', 'end', 'end'])
      expect(folds.filter((title) => title !== 'end').sort()).toEqual([
        expect.stringMatching(/^prod_api: failed, revision 1, 1 created, /),
        expect.stringMatching(/^prod_billing: done, revision 1, 1 created, /),
        expect.stringMatching(/^prod_bus: done, revision 1, 1 created, /),
        expect.stringMatching(/^prod_db: done, revision 1, 1 created, /),
      ])
      const unfolded = stderr
        .replace(/^::group::[\s\S]*?^::endgroup::\n/gm, '')
        .replace(/^\u001b\[0Ksection_start[\s\S]*?section_end.*\n/gm, '')
      const lines = told(unfolded, cluster)
      const at = lines.indexOf(failure[0] ?? '')
      expect(lines.slice(at, at + failure.length)).toEqual(failure)
      expect(lines.slice(-summary.length)).toEqual(summary)
      const annotations = lines.filter((line) => line.startsWith('::error '))
      expect(annotations).toEqual(
        system === 'gitlab'
          ? []
          : [
              expect.stringMatching(
                /^::error file=templates\/web.yaml,line=1,col=1,title=kdeploy apply prod_api%3A workload-failed::Deployment NAMESPACE\/api: /,
              ),
            ],
      )
    })
  }

  // script(1) takes other arguments elsewhere.
  test.skipIf(process.platform !== 'linux')('are one live view on a terminal, then the table', async ({ cluster }) => {
    const { folder, args } = await five(cluster)

    const { stdout, exitCode } = await startOnTerminal(args, {
      ...{ cwd: folder, columns: 160 },
      env: { KUBECONFIG: cluster.kubeconfig, NO_COLOR: '1' },
    }).result

    expect(exitCode, stdout).toBe(5)
    expect(stdout).toMatch(/RELEASE +READY +TIME +WAITING FOR/)
    expect(stdout).toMatch(/prod_bus +0\/1 +\ds +Deployment bus: /)
    expect(stdout).toMatch(/\d of 5 done, \d running, \d left, \ds/)
    const lines = told(screenOf(stdout, 160), cluster)
    expect(lines.filter((line) => line.startsWith('[prod_bus] '))).toEqual([
      '[prod_bus]     done: revision 1, 1 created, 0 changed, 0 unchanged, SECONDS s',
    ])
    const at = lines.indexOf(failure[0] ?? '')
    expect(lines.slice(at, at + failure.length)).toEqual(failure)
    expect(lines.slice(-summary.length)).toEqual(summary)
  })

  test('are told to a machine, each event with its release, each release ended once, and the last with all', async ({
    cluster,
  }) => {
    const { folder, args } = await five(cluster)

    const { stdout, exitCode } = await cluster.kdeploy([...args, '-o', 'json'], { cwd: folder })

    expect(exitCode).toBe(5)
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line))
    const labels = ['prod_bus', 'prod_db', 'prod_api', 'prod_billing', 'prod_web']
    expect(events.flatMap(contradictions)).toEqual([])
    const [first, ...others] = events
    expect(first).toMatchObject({
      type: 'set',
      command: 'apply',
      releases: labels.map((label) => ({ label, profile: label })),
    })
    for (const event of others.slice(0, -1)) expect(labels).toContain(event['release'])
    const ends = events.filter(({ type, action }) => type === 'release-ended' && action === 'deploy')
    expect(ends.map(({ release }) => release).sort()).toEqual(['prod_api', 'prod_billing', 'prod_bus', 'prod_db'])
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      release: 'prod_api',
      place: { file: 'templates/web.yaml', line: 1 },
    })
    const starts = events.filter(({ type }) => type === 'start')
    for (const { release, identity } of starts) expect(identity).toBe(`fleet/${release}/${cluster.namespace}`)
    expect(events.at(-1)).toMatchObject({ type: 'result', command: 'apply', exitCode: 5, run: first?.['run'] })
    const done = { state: 'done', exitCode: 0, revision: 1, created: 1 }
    expect(events.at(-1)?.['releases']).toMatchObject([
      ...['prod_bus', 'prod_db'].map((label) => ({ ...done, label })),
      { label: 'prod_api', state: 'failed', exitCode: 5, failures: [{ message: "its new pod can't become ready" }] },
      { ...done, label: 'prod_billing' },
      { label: 'prod_web', state: 'skipped', reason: 'it needs prod_api, which failed', failures: [] },
    ])
  })

  test('have reports: a suite each, what failed at its line, and a summary', async ({ cluster }) => {
    const { folder, args } = await five(cluster)
    const reports = ['junit=r/junit.xml', 'codequality=r/quality.json', 'summary=r/summary.md']

    await cluster.kdeploy([...args, ...reports.flatMap((report) => ['--report', report])], { cwd: folder })

    const read = (name: string) => readFile(join(folder, 'r', name), 'utf8')
    const junit = await read('junit.xml')
    expect(junitContradictions(await parseXml(junit))).toEqual([])
    expect(junit).toMatch(/<testsuites name="kdeploy" tests="9" failures="1" errors="0" skipped="1">/)
    expect(Array.from(junit.matchAll(/<testsuite name="([^"]+)"/g), ([, name]) => name)).toEqual(
      ['bus', 'db', 'api', 'billing', 'web'].map((name) => `kdeploy apply prod_${name}`),
    )
    const quality = await read('quality.json')
    expect(qualityContradictions(quality)).toEqual([])
    expect(JSON.parse(quality)).toMatchObject([{ description: expect.stringMatching(/^prod_api: Deployment /) }])
    const markdown = await read('summary.md')
    expect(markdown).toMatch(/^### kdeploy apply: 1 failed, 1 skipped of 5 releases\n/)
    expect(markdown).toContain('| `prod_web` | **skipped** |  |  |  | it needs `prod_api`, which failed |')
    expect(markdown.indexOf('#### `prod_api`: failed')).toBeLessThan(markdown.indexOf('#### `prod_bus`: done'))
  })
})

describe('several releases', () => {
  test('hide a sensitive value of one in what another says, in lines, JSON and reports', async ({ cluster }) => {
    const { folder } = await five(cluster)
    const web = join(folder, 'templates/web.yaml')
    // Who knows the value only from a file of its own has it in a manifest, and so in the error that quotes it.
    await writeFile(
      join(folder, 'profiles/prod_bus.yaml'),
      `variables: {tag: "${secret}!", replicas: 1, stage: "", ready_after: ""}\nneeds: [prod_db]\n`,
    )
    await writeFile(
      web,
      (await readFile(web, 'utf8')).replace('name }}"}', 'name }}", labels: {greeting: "{{ tag }}"}}'),
    )

    const { stdout, stderr, exitCode } = await cluster.kdeploy(
      [
        'apply',
        '-p',
        'prod_db',
        '-p',
        'prod_bus',
        '-o',
        'json',
        '--ci',
        'github',
        '--report',
        'summary=s.md',
        '--report',
        'junit=j.xml',
      ],
      { cwd: folder },
    )

    expect(exitCode).not.toBe(0)
    const reports = await Promise.all(['s.md', 'j.xml'].map((name) => readFile(join(folder, name), 'utf8')))
    for (const text of [stdout, stderr, ...reports]) {
      expect(text).toContain('(masked 1)')
      expect(text).not.toContain(secret)
    }
  })

  test('say at a signal what each did, and how to go on', async ({ cluster }) => {
    const services = {
      prod_bus: { stage: 'never-ready' },
      prod_db: { stage: 'never-ready' },
      prod_web: { needs: ['prod_bus'] },
    }
    const { folder } = await cluster.createProject({ files: fleetFiles(cluster.namespace, services) })
    const running = cluster.startKdeploy(['apply', '-p', 'prod_*'], { cwd: folder })
    await cluster.waitFor('both to wait', async () =>
      /prod_bus\] +waiting[\s\S]*prod_db\] +waiting|prod_db\] +waiting[\s\S]*prod_bus\] +waiting/.test(
        running.output(),
      ),
    )

    running.child.kill('SIGTERM')
    const { stderr, exitCode } = await running.result

    expect(exitCode, stderr).toBe(143)
    const lines = told(stderr, cluster)
    expect(lines).toContain('[prod_bus] interrupted; already written: Deployment NAMESPACE/bus')
    expect(lines).toContain('[prod_db]  interrupted; already written: Deployment NAMESPACE/db')
    expect(lines.slice(-3)).toEqual([
      'interrupted by SIGTERM: 2 interrupted, 1 skipped of 3 releases, SECONDS s (run RUN)',
      'next: rerun the command: it continues from the current state',
      "      or take it back: kdeploy undo -p 'prod_*' --run RUN",
    ])
  })

  test('that are not there are an error of the run, in JSON too', async ({ cluster }) => {
    const { folder } = await five(cluster)

    const { stdout, stderr, exitCode } = await cluster.kdeploy(['apply', '-p', 'stg_*', '-o', 'json'], { cwd: folder })

    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^error: no profile matches "stg_\*"\n[\s\S]*\nnothing was written\n$/)
    const [error, result, ...others] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(error).toMatchObject({ type: 'error', code: 'profile-unknown', nothingWritten: true })
    expect(result).toMatchObject({ type: 'result', exitCode: 2, releases: [] })
    expect(others).toEqual([])
  })
})
