import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { withComparedFolders } from '../../src/programs/compared-folders.ts'

const files = { live: new Map([['a', 'live\n']]), merged: new Map([['a', 'merged\n']]) }

const never = new AbortController().signal

test('two private folders hold the files as long as they are used', async () => {
  const folders = await withComparedFolders(files, never, async (made) => {
    const [live, merged] = made
    expect(basename(live)).toMatch(/^LIVE-/)
    expect(basename(merged)).toMatch(/^MERGED-/)
    expect(made.map((folder) => statSync(folder).mode & 0o777)).toEqual([0o700, 0o700])
    expect(made.map((folder) => statSync(join(folder, 'a')).mode & 0o777)).toEqual([0o600, 0o600])
    expect(made.map((folder) => readFileSync(join(folder, 'a'), 'utf8'))).toEqual(['live\n', 'merged\n'])
    return made
  })

  expect(folders.filter((folder) => existsSync(folder))).toEqual([])
})

test('they are removed where their use fails, or one of them can not be filled', async () => {
  const made: string[] = []
  const failing = withComparedFolders(files, never, async (folders) => {
    made.push(...folders)
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  const outside = new Map([['a/b', '']])
  const before = readdirSync('/tmp').filter((name) => /^(?:LIVE|MERGED)-/.test(name))
  await expect(withComparedFolders({ live: files.live, merged: outside }, never, async () => {})).rejects.toThrow(
    'ENOENT',
  )

  expect(made.filter((folder) => existsSync(folder))).toEqual([])
  expect(readdirSync('/tmp').filter((name) => /^(?:LIVE|MERGED)-/.test(name) && !before.includes(name))).toEqual([])
})

test('they are gone at a signal, before what uses them has ended', async () => {
  const interruption = new AbortController()

  await withComparedFolders(files, interruption.signal, async (folders) => {
    interruption.abort('SIGINT')
    expect(folders.filter((folder) => existsSync(folder))).toEqual([])
  })
})

test('nothing listens once they are gone', async () => {
  const before = process.listenerCount('exit')

  await withComparedFolders(files, never, async () => expect(process.listenerCount('exit')).toBe(before + 1))

  expect(process.listenerCount('exit')).toBe(before)
})
