import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type InteractiveShell, isInstalled, openShell, type Typed } from '../../support/shells/interactive.ts'

/** Folders, each of which may have a kdeploy of its own, which completes every word to histolocal. */
const root = realpathSync(mkdtempSync(join(tmpdir(), 'kdeploy-trusted-')))
beforeAll(() => {
  for (const folder of ['project/inner', 'project/repository/.git', 'project/repository/inner', 'project/home/inner'])
    mkdirSync(join(root, folder), { recursive: true })
  for (const folder of ['project', 'foreign']) {
    const bin = join(root, folder, 'node_modules/.bin')
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, 'kdeploy'), '#!/bin/sh\necho histolocal\n')
    chmodSync(join(bin, 'kdeploy'), 0o755)
  }
})
afterAll(() => rmSync(root, { recursive: true }))

const isRoot = process.getuid?.() === 0

describe.each(['bash', 'zsh', 'fish'] as const)('TAB in %s', (shell: InteractiveShell) => {
  const isThere = isInstalled(shell)
  if (!isThere && process.env['CI'] !== undefined) throw new Error(`${shell} is not installed: .ci/run does that`)
  let typed: Typed
  beforeAll(async () => {
    if (!isThere) return
    typed = await openShell(shell, root)
    // fish reads the script, which completes npx too, once kdeploy is completed.
    await typed.complete('kdeploy histo')
  })
  afterAll(() => typed?.close())

  const completeIn = async (folder: string, line: string) => {
    await typed.run(`cd ${join(root, folder)}`)
    return typed.complete(line)
  }

  test.skipIf(!isThere)('behind npx asks the program of the folder, or of one around it', async () => {
    expect(await completeIn('project', 'npx kdeploy histo')).toBe('npx kdeploy histolocal ')
    expect(await completeIn('project/inner', 'npx kdeploy histo')).toBe('npx kdeploy histolocal ')
  })

  test.skipIf(!isThere)('behind npx asks none around the repository', async () => {
    expect(await completeIn('project/repository/inner', 'npx kdeploy histo')).toBe('npx kdeploy history ')
  })

  test.skipIf(!isThere || !isRoot)("behind npx asks none of somebody else's", async () => {
    chownSync(join(root, 'foreign/node_modules'), 65_534, 65_534)
    expect(await completeIn('foreign', 'npx kdeploy histo')).toBe('npx kdeploy history ')
  })

  test.skipIf(!isThere)('behind npx asks none around the home folder', async () => {
    await typed.run(`export HOME=${join(root, 'project/home')}`)
    expect(await completeIn('project/home/inner', 'npx kdeploy histo')).toBe('npx kdeploy history ')
  })

  test.skipIf(!isThere)('asks no program of a folder where none is on the PATH', async () => {
    await typed.run('export PATH=/usr/bin:/bin')
    expect(await completeIn('project', 'kdeploy histo')).toBe('kdeploy histo')
  })
})
