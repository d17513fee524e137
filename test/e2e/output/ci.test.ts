import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { ciOutput, revisionsOf } from '../../support/output/ci-output.ts'
import { actingIn, forgedIn, hostileName } from '../../support/output/hostile.ts'
import { junitContradictions, parseXml, qualityContradictions } from '../../support/output/reports.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { repository } from '../../support/projects/project.ts'
import { createShop } from '../../support/projects/shop.ts'

type Shop = Awaited<ReturnType<typeof createShop>>

/** The variables of a job whose repository is the project. */
const systems = {
  github: ({ folder }: Shop) => ({
    ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: folder },
    GITHUB_STEP_SUMMARY: join(folder, 'step-summary.md'),
  }),
  gitlab: ({ folder }: Shop) => ({ CI: 'true', GITLAB_CI: 'true', CI_PROJECT_DIR: folder }),
} as const

type System = keyof typeof systems

const run = (cluster: Cluster, shop: Shop, system: System, args: readonly string[], env = {}) =>
  cluster.kdeploy([...args, '-p', 'prod_shop'], { cwd: shop.folder, env: { ...systems[system](shop), ...env } })

/** Folds, in what was written: each by its name or, where it has none, its number. */
function foldsOf(text: string, system: System): { readonly opened: string[]; readonly closed: string[] } {
  const names = (marker: RegExp) => Array.from(text.matchAll(marker), ([, name = '']) => name)
  if (system === 'gitlab') {
    const opened = names(/section_start:\d+:([\w.-]+)\[collapsed=true\]\r\u001b\[0K/g)
    return { opened, closed: names(/section_end:\d+:([\w.-]+)\r\u001b\[0K/g) }
  }
  return { opened: names(/^::group::()/gm), closed: names(/^::endgroup::()/gm) }
}

/** What a reader sees before anything is unfolded: the title of a fold instead of what is in it. Whether anything was waited for depends on the machine. */
function seen(text: string, system: System): string {
  const fold =
    system === 'github'
      ? /^::group::(.*)\n[\s\S]*?^::endgroup::\n/gm
      : /^\u001b\[0Ksection_start:\d+:[^[]+\[collapsed=true\]\r\u001b\[0K(.*)\n[\s\S]*?^\u001b\[0Ksection_end:[^\n]*\n/gm
  const folded = text.replace(fold, '> $1\n').replace(/^> waiting.*\n/gm, '')
  return folded.replace(/^::(error|warning) .*?::/gm, '##[$1]')
}

describe.each(['github', 'gitlab'] as const)('a deploy in a job of %s', (system) => {
  test('that fails shows why without being unfolded', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'crash-loop', files: { 'templates/migrate.yaml': hookJob() } })

    const { stdout, stderr, exitCode } = await run(cluster, shop, system, ['apply'])

    const { opened, closed } = foldsOf(stderr, system)
    expect(closed).toEqual(opened)
    expect(opened.length).toBeGreaterThan(2)
    const golden = join(repository, 'test/golden/apply/ci', `${system}-crash-loop.txt`)
    await expect(ciOutput(seen(stderr, system), cluster)).toMatchFileSnapshot(golden)
    expect(stdout).toBe('')
    expect(exitCode).toBe(5)
  })

  test('of a plan that no longer holds says in each report why, and which job to start again', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2' })
    await run(cluster, shop, system, ['diff', '--plan', 'plan.json'])
    await run(cluster, shop, system, ['apply', '--set-string', 'tag=3'])

    const reports = ['junit=junit.xml', 'codequality=quality.json', 'summary=summary.md']
    const args = ['apply', '--plan', 'plan.json', ...reports.flatMap((report) => ['--report', report])]
    const { stderr, exitCode } = await run(cluster, shop, system, args)

    const files = reports.map((report) => report.replace(/.*=/, ''))
    const texts = await Promise.all(files.map((file) => readFile(join(shop.folder, file), 'utf8')))
    const annotated = stderr.split('\n').find((line) => line.startsWith('::error '))
    for (const text of [stderr, ...texts, ...(system === 'github' ? [annotated ?? ''] : [])]) {
      expect(text).toMatch(/since the plan: revision 2 \(apply by /)
      expect(text).toContain('Deployment')
      expect(text).toContain('the plan has ')
      expect(text).toContain('start the job that made the plan (kdeploy diff --plan) again')
    }
    expect(exitCode).toBe(4)
  })

  test('that is interrupted leaves no fold open, and writes its reports', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'never-ready' })
    const reports = ['--report', 'junit=junit.xml', '--report', 'summary=summary.md']
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop', ...reports], {
      cwd: shop.folder,
      env: systems[system](shop),
    })
    await cluster.waitFor('the wait', async () => running.output().includes('waiting  Deployment'))
    running.child.kill('SIGTERM')
    const { stderr, exitCode } = await running.result

    const { opened, closed } = foldsOf(stderr, system)
    expect(closed).toEqual(opened)
    expect(seen(stderr, system)).toMatch(/^interrupted by SIGTERM; .*\nrerun the command/m)
    expect(exitCode).toBe(143)
    const junit = await parseXml(await readFile(join(shop.folder, 'junit.xml'), 'utf8'))
    expect(junitContradictions(junit)).toEqual([])
    expect(await readFile(join(shop.folder, 'summary.md'), 'utf8')).toMatch(/^### kdeploy apply: interrupted/)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  })

  test('that a second signal ends at once leaves no fold open', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'never-ready' })
    const env = systems[system](shop)
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder, env })
    await cluster.waitFor('the wait', async () => running.output().includes('waiting  Deployment'))
    running.child.kill('SIGTERM')
    running.child.kill('SIGTERM')
    const { stderr } = await running.result
    const { opened, closed } = foldsOf(stderr, system)
    expect(opened.length).toBeGreaterThan(0)
    expect(closed).toEqual(opened)
  })

  test('obeys and shows no command in a log or a name', async ({ cluster }) => {
    const evil = [
      hostileName,
      '::error file=x::forged',
      '::stop-commands::token',
      '::endgroup::',
      '##[endgroup]',
      '::set-output name=a::b',
      '\u001b[0Ksection_end:0:kdeploy_1\r\u001b[0K',
      '\u001b[0Ksection_start:0:forged\r\u001b[0Kdone: revision 3',
    ]
    const shop = await createShop(cluster, {
      files: { 'templates/migrate.yaml': hookJob({ pod: 'test.kdeploy.dev/stage: job-fails' }) },
    })
    const proxy = await startApiProxy(cluster, ({ url }) => {
      if (!url.includes('/log?')) return undefined
      return { answer: (response) => response.writeHead(200).end(`${evil.join('\n')}\n`) }
    })
    try {
      const files = ['junit=j.xml', 'codequality=q.json', 'summary=s.md'].flatMap((one) => ['--report', one])
      const { stderr, exitCode } = await run(cluster, shop, system, ['apply', ...files], {
        KUBECONFIG: proxy.kubeconfig,
      })

      expect(stderr).toContain('forged')
      const own =
        system === 'github'
          ? /^::(?:group|endgroup|error|warning) ?.*$/gm
          : /^\u001b\[0Ksection_(?:start|end):\d+:kdeploy_\w+(?:\[collapsed=true\])?\r\u001b\[0K/gm
      const foreign = stderr.replace(own, '')
      expect({ acting: actingIn(foreign), forged: forgedIn(foreign) }).toEqual({ acting: [], forged: [] })
      const { opened, closed } = foldsOf(stderr, system)
      expect(closed).toEqual(opened)
      for (const file of ['j.xml', 'q.json', 's.md']) {
        const text = await readFile(join(shop.folder, file), 'utf8')
        expect({ file, acting: actingIn(text), forged: forgedIn(text) }).toEqual({ file, acting: [], forged: [] })
      }
      expect(exitCode).toBe(5)
    } finally {
      await proxy.close()
    }
  })
})

describe('what a run writes for a CI system', () => {
  test('is at the template’s line: an annotation, code quality, JUnit and a summary', async ({ cluster }) => {
    const shop = await createShop(cluster)
    expect((await run(cluster, shop, 'github', ['apply'])).exitCode).toBe(0)
    await shop.change({ stage: 'crash-loop', tag: '2' })
    const files = ['junit=out/j.xml', 'codequality=out/q.json', 'summary=out/s.md'].flatMap((one) => ['--report', one])

    const { stderr, exitCode } = await run(cluster, shop, 'github', ['apply', ...files])

    expect(exitCode).toBe(5)
    const read = (file: string) => readFile(join(shop.folder, file), 'utf8')
    expect(stderr).toMatch(
      /^::error file=templates\/web\.yaml,line=1,col=1,title=kdeploy apply%3A workload-failed::Deployment [\w-]+\/web: its new pod can't become ready; pod web-.*CrashLoopBackOff: exited with code 1/m,
    )
    const quality = await read('out/q.json')
    expect(qualityContradictions(quality)).toEqual([])
    expect(JSON.parse(quality)).toMatchObject([
      { check_name: 'workload-failed', location: { path: 'templates/web.yaml' } },
    ])
    const junit = await parseXml(await read('out/j.xml'))
    expect(junitContradictions(junit)).toEqual([])
    expect(junit.attributes).toMatchObject({ tests: '2', failures: '1' })
    const summary = await read('out/s.md')
    for (const part of [
      '### kdeploy apply: failed',
      '**plan:** 0 to create, 1 to change, 1 unchanged',
      '**impact:** rolls `Deployment',
      "| KeyError: 'API_KEY'",
      'next: kubectl',
      '-image: registry.example.com/shop:1',
    ])
      expect(summary).toContain(part)
    const step = await read('step-summary.md')
    expect(step).toMatch(/^### kdeploy apply: done/)
    expect(step.endsWith(`\n${summary}`)).toBe(true)
  })

  test('tells of an undo, a restart, a diff and a delete', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2' })
    const summaryOf = async (...args: string[]) => {
      const { exitCode, stderr } = await run(cluster, shop, 'github', [...args, '--report', 'summary=s.md'])
      const { opened, closed } = foldsOf(stderr, 'github')
      expect(closed).toEqual(opened)
      return { exitCode, summary: await readFile(join(shop.folder, 's.md'), 'utf8') }
    }
    const diff = await summaryOf(
      'diff',
      '--report',
      'json=d.jsonl',
      '--report',
      'html=d.html',
      '--report',
      'markdown=d.md',
    )
    expect(diff).toMatchObject({
      exitCode: 1,
      summary: expect.stringMatching(/^### kdeploy diff: 1 object would change/),
    })
    const events = (await readFile(join(shop.folder, 'd.jsonl'), 'utf8')).trim().split('\n')
    expect(events.map((line) => JSON.parse(line).type)).toEqual(['start', 'planned', 'impact', 'difference', 'result'])
    expect(await readFile(join(shop.folder, 'd.md'), 'utf8')).toContain('### kdeploy diff of `shop/prod_shop/')
    expect(await readFile(join(shop.folder, 'd.html'), 'utf8')).toContain('<!doctype html>')
    await shop.kdeploy('apply')

    const undo = await summaryOf('undo')
    expect(undo).toMatchObject({ exitCode: 0, summary: expect.stringMatching(/restored revision 1 as revision 3/) })
    const preview = await summaryOf('undo', '--dry-run', '--to-revision', '2')
    expect(preview.summary).toMatch(/dry run: nothing was written[\s\S]*shop:2/)
    const restart = await summaryOf('restart')
    expect(restart).toMatchObject({ exitCode: 0, summary: expect.stringContaining('1 workload restarted') })
    const gone = await summaryOf('delete', '--yes')
    expect(gone).toMatchObject({ exitCode: 0, summary: expect.stringContaining('done: deleted shop/prod_shop') })
  })

  test('that can’t be written in the end is told, and is an error of a run that succeeded', async ({ cluster }) => {
    const shop = await createShop(cluster, { readyAfter: '2s' })
    const running = cluster.startKdeploy(['apply', '-p', 'prod_shop', '--report', 'junit=out/j.xml'], {
      cwd: shop.folder,
    })
    await cluster.waitFor('the wait', async () => running.output().includes('waiting  Deployment'))
    const { rm, writeFile } = await import('node:fs/promises')
    await rm(join(shop.folder, 'out'), { recursive: true })
    await writeFile(join(shop.folder, 'out'), '')
    const { stderr, exitCode } = await running.result
    expect(stderr).toMatch(/^done: revision 1.*\nerror: the report can't be written to out\/j\.xml: /m)
    expect(exitCode).toBe(70)
  })

  test('is nothing elsewhere', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'crash-loop' })
    const env = { CI: 'true', GITHUB_STEP_SUMMARY: join(shop.folder, 'summary.md') }
    const { stderr } = await cluster.kdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder, env })
    expect(ciOutput(stderr, cluster)).toBe(await readFile(join(repository, 'test/golden/apply/crash-loop.txt'), 'utf8'))
    const none = { ...systems.github(shop), GITHUB_STEP_SUMMARY: join(shop.folder, 'summary.md') }
    const off = await cluster.kdeploy(['status', '-p', 'prod_shop', '--wait', '--ci', 'none'], {
      cwd: shop.folder,
      env: none,
    })
    expect(off.stderr).not.toMatch(/::/)
    await expect(readFile(join(shop.folder, 'summary.md'))).rejects.toThrow('ENOENT')
  })

  test('is in the log of status --wait, too', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'crash-loop' })
    await shop.kdeploy('apply', '--no-wait')
    const { stderr, exitCode } = await run(cluster, shop, 'github', ['status', '--wait'])
    const { opened, closed } = foldsOf(stderr, 'github')
    expect(closed).toEqual(opened)
    expect(stderr).toMatch(/^::error .*title=kdeploy status%3A workload-failed::Deployment/m)
    expect(exitCode).toBe(5)
  })
})
