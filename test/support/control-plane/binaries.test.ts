import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildBinaries, cachedBinaries, findBinaries } from './binaries.ts'

/** Stands in for `go`, whose real build takes minutes: writes its arguments, and the programs. */
const fakeGo = `#!/bin/sh
echo "$*" >> "$RECORD"
test "$1" = version && exit 0
test -n "$FAIL" && { echo "main.go:1: oh no" >&2; exit 1; }
sleep 0.3
while test "$1" != -o; do shift; done
touch "$2control-plane" "$2keeper" "$2kubectl" "$2kwok"
`

let folder: string
let environment: Record<string, string>
let progress: string[]
const report = (line: string) => progress.push(line)

beforeEach(async () => {
  progress = []
  folder = await mkdtemp(join(tmpdir(), 'kdeploy-binaries-'))
  environment = {
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    XDG_CACHE_HOME: join(folder, 'cache'),
    RECORD: join(folder, 'record'),
  }
  await mkdir(join(folder, 'bin'))
  await writeFile(join(folder, 'bin', 'go'), fakeGo)
  await chmod(join(folder, 'bin', 'go'), 0o755)
})

afterEach(() => rm(folder, { recursive: true, force: true }))

const builds = async () =>
  (await readFile(environment['RECORD'] ?? '', 'utf8')).split('\n').filter((line) => line.startsWith('build'))
const cached = () => readdir(join(folder, 'cache', 'kdeploy', 'control-plane'))

describe('the binaries of the control plane', () => {
  test('a build is found in the cache from then on', async () => {
    expect(await cachedBinaries(environment)).toBeUndefined()
    const binaries = await buildBinaries(report, environment)
    expect(await cachedBinaries(environment)).toEqual(binaries)
    expect(await readdir(dirname(binaries.kubectl))).toEqual(['control-plane', 'keeper', 'kubectl', 'kwok'])
    expect(await findBinaries(report, environment)).toEqual(binaries)
    expect(await builds()).toHaveLength(1)
  })

  test('the version of Kubernetes comes from go.mod', async () => {
    await buildBinaries(report, environment)
    expect(await builds()).toEqual([
      expect.stringMatching(/version\.gitVersion=v1\.\d+\.\d+ .*gitMajor=1 .*gitMinor=\d+ /),
    ])
  })

  test('a first build says how long it takes', async () => {
    await buildBinaries(report, environment)
    expect(progress[0]).toContain('the first build takes 5 to 10 minutes')
  })

  test('a build that fails says why and leaves nothing', async () => {
    await expect(buildBinaries(report, { ...environment, FAIL: 'yes' })).rejects.toThrow('main.go:1: oh no')
    expect(await cached()).toEqual([])
    expect(await cachedBinaries(environment)).toBeUndefined()
  })

  test('of two builds at once the second waits for the result of the first', async () => {
    const [first, second] = await Promise.all([buildBinaries(report, environment), buildBinaries(report, environment)])
    expect(second).toEqual(first)
    expect(await builds()).toHaveLength(1)
    expect(progress.join('\n')).toContain('waiting for it')
  })

  test('the lock and the unfinished build of a process that died are no obstacle', async () => {
    const { kubectl } = await buildBinaries(report, environment)
    await rm(dirname(kubectl), { recursive: true })
    await writeFile(`${dirname(kubectl)}.lock`, '999999999')
    await mkdir(`${dirname(kubectl)}.building-999999999`)
    await buildBinaries(report, environment)
    expect(await cached()).toHaveLength(1)
  })

  test('without a build and without Go it says what to install', async () => {
    const nothing = { XDG_CACHE_HOME: join(folder, 'cache'), PATH: join(folder, 'nothing') }
    await expect(findBinaries(report, nothing)).rejects.toThrow(/install Go .* or set KDEPLOY_TEST_KUBECONFIG/)
  })
})
