import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BuiltStage, buildStage } from '../support/docker/build-stage.ts'
import { lastOf, readDockerfile, readDockerignore, type Stage } from '../support/docker/dockerfile.ts'
import { findHadolint } from '../support/docker/hadolint.ts'
import { inCi } from '../support/in-ci.ts'
import { repository } from '../support/projects/project.ts'

const run = promisify(execFile)
const file = join(repository, 'Dockerfile')
const stages = readDockerfile(readFileSync(file, 'utf8'))
const [build, final] = stages as [Stage, Stage]
const ignore = readDockerignore(readFileSync(join(repository, '.dockerignore'), 'utf8'))

/** What is copied out of the base image of the build, and so isn't made by its instructions. */
const ofBaseImage = ['/etc/ssl/certs/ca-certificates.crt']

/** Libraries that the final image's base has: those of glibc. */
const ofGlibc = /^(?:linux-vdso|ld-linux[\w-]*|libc|libm|libdl|libpthread|librt)\.so\.\d$/

describe('the Dockerfile', () => {
  test('is one that hadolint finds nothing in', async () => {
    const hadolint = await findHadolint()
    if (hadolint === undefined) return
    const { stdout } = await run(hadolint, ['--no-color', '--failure-threshold', 'style', file])
    expect(stdout).toBe('')
  }, 120_000)

  test('has a stage that builds, and one that only copies from it', () => {
    expect(stages.map(({ name }) => name)).toEqual(['build', undefined])
    expect(build.instructions.map(({ name }) => name).filter((name) => !['COPY', 'RUN'].includes(name))).toEqual([
      'WORKDIR',
    ])
    const copies = final.instructions.filter(({ name }) => name === 'COPY')
    expect(copies.every(({ flags }) => flags['from'] === 'build')).toBe(true)
    expect(final.instructions.some(({ name }) => ['RUN', 'ADD', 'ARG', 'VOLUME'].includes(name))).toBe(false)
  })

  test('begins with images of exact versions', () => {
    for (const { from } of stages) expect(from).toMatch(/^[a-z]+:\d+\.\d+(?:\.\d+)?-[a-z]+$/)
  })

  test('runs as a user of no name and no rights, kdeploy as its entry point', () => {
    expect(lastOf(final, 'USER')).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/)
    expect(lastOf(final, 'ENTRYPOINT')).toBe('["kdeploy"]')
    expect(lastOf(final, 'HEALTHCHECK')).toBeUndefined()
    const order = final.instructions.map(({ name }) => name)
    expect(order.lastIndexOf('USER')).toBeGreaterThan(order.lastIndexOf('COPY'))
  })

  test('holds no secret, and sends none to Docker', () => {
    const texts = stages.flatMap(({ instructions }) => instructions.map(({ text }) => text)).join('\n')
    expect(texts).not.toMatch(/token|password|secret|_key|\.npmrc=|--build-arg/i)
    expect(ignore.names.filter((name) => /^\.(?!npmrc$)|node_modules|dist|test|docs/.test(name))).toEqual([])
    for (const path of [
      '.env',
      '.git/config',
      '.kube/config',
      'node_modules/a',
      'dist/a',
      'test/a',
      'docs/a',
      'ci/site/a',
    ])
      expect(ignore.isSent(path), path).toBe(false)
    for (const path of ['.npmrc', 'package.json', 'src/main.ts', 'ci/build.js'])
      expect(ignore.isSent(path), path).toBe(true)
    expect(readFileSync(join(repository, '.npmrc'), 'utf8')).not.toMatch(/_auth|token|password/i)
  })
})

describe('an image that is built by its instructions', () => {
  let folder: string
  let stage: BuiltStage | undefined

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kdeploy-image-'))
    await chmod(folder, 0o755)
    const context = join(folder, 'context')
    await copyContext(context)
    try {
      stage = await buildStage(build, context, join(folder, 'build'))
    } catch (error) {
      const isOffline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT/.test(String(error))
      if (!isOffline || inCi(process.env)) throw error
      console.log("the registry of npm can't be reached: the image is not built")
    }
  }, 600_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('has all that it copies, and nothing that builds it', async () => {
    if (stage === undefined) return
    const copied = final.instructions.flatMap(({ name, text }) => (name === 'COPY' ? text.split(' ').slice(0, -1) : []))
    const own = copied.filter((source) => !ofBaseImage.includes(source))
    for (const source of own) expect(existsSync(stage.pathOf(source)), source).toBe(true)
    expect(own.filter((source) => /node_modules|\/src\b|package/.test(source))).toEqual([])
    expect((await stat(stage.pathOf('kdeploy'))).mode & 0o111).toBe(0o111)
    expect(readFileSync(stage.pathOf('LICENSES.txt'), 'utf8')).toContain('commander')
    expect(JSON.parse(readFileSync(stage.pathOf('sbom.cdx.json'), 'utf8'))).toMatchObject({ bomFormat: 'CycloneDX' })
  })

  test('needs no library but those of its base', async () => {
    if (stage === undefined || process.platform !== 'linux') return
    const { stdout } = await run('ldd', [stage.pathOf('kdeploy')])
    const names = stdout.match(/^\t\S+/gm)?.map((line) => line.trim().split('/').at(-1) ?? '') ?? []
    expect(names.length).toBeGreaterThan(1)
    expect(names.filter((name) => !ofGlibc.test(name))).toEqual([])
  })

  test('runs as a user without rights that may write nowhere: not in its home, its project or a folder for temporary files', async () => {
    if (stage === undefined) return
    const place = { program: stage.pathOf('kdeploy'), ...(await readOnlyProject(folder)) }
    expect(await inImage(place, '--version')).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(await inImage(place, 'validate')).toContain(' profiles are valid')
    expect(await inImage(place, 'render', '-p', 'prod_cthulu', '--offline')).toContain('kind: Deployment')
    expect(await inImage(place, 'completion', 'bash')).toContain('kdeploy')
  }, 120_000)
})

/** What `docker build` would send: what git knows or may know, as far as .dockerignore lets it. */
async function copyContext(to: string): Promise<void> {
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    maxBuffer: 64 * 1024 * 1024,
  })
  await mkdir(to)
  for (const path of stdout.split('\0')) {
    if (!ignore.isSent(path) || !existsSync(join(repository, path))) continue
    await cp(join(repository, path), join(to, path), { recursive: true })
  }
}

interface Place {
  readonly program: string
  readonly home: string
  readonly project: string
}

/** The working example and an empty home that nobody may write to. */
async function readOnlyProject(folder: string): Promise<Omit<Place, 'program'>> {
  const [home, project] = [join(folder, 'home'), join(folder, 'project')]
  await mkdir(home)
  await mkdir(project)
  for (const name of ['kdeploy.yaml', 'templates', 'profiles'])
    await cp(join(repository, name), join(project, name), { recursive: true })
  await run('chmod', ['-R', 'a-w,a+rX', project, home])
  return { home, project }
}

/** Runs it as the image's user where that can be, else as the one that runs the tests. Returns its stdout. */
async function inImage({ program, home, project }: Place, ...args: readonly string[]): Promise<string> {
  const [user = '', group = ''] = (lastOf(final, 'USER') ?? '').split(':')
  const drop = ['setpriv', '--reuid', user, '--regid', group, '--clear-groups', '--no-new-privs', '--']
  const [first = '', ...rest] = [...(process.getuid?.() === 0 ? drop : []), program, ...args]
  const env = { PATH: process.env['PATH'], HOME: home, TMPDIR: home }
  const { stdout } = await run(first, rest, { cwd: project, env })
  return stdout
}
