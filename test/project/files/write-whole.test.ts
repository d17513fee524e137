import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeFolder, writeWhole } from '../../../src/project/files/write-whole.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kdeploy-write-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const write = (name: string) => writeWhole(name, folder, 'new', 'the report')

describe('a file that a person named', () => {
  test('is written whole, in the place of an older one, with nothing beside it', () => {
    writeFileSync(join(folder, 'a'), 'old')
    write('a')
    expect([readdirSync(folder), readFileSync(join(folder, 'a'), 'utf8')]).toEqual([['a'], 'new'])
  })

  test('is written through a link, which stays one', () => {
    writeFileSync(join(folder, 'target'), 'old')
    symlinkSync('target', join(folder, 'link'))
    write('link')
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('new')
  })

  test('is made where a link leads that leads nowhere yet', () => {
    symlinkSync('target', join(folder, 'link'))
    write('link')
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('new')
  })

  test.skipIf(process.platform === 'win32')('may be no file: a device takes the text and stays a device', () => {
    symlinkSync('/dev/null', join(folder, 'null'))
    write('null')
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
    expect(lstatSync(join(folder, 'null')).isSymbolicLink()).toBe(true)
  })

  test.skipIf(process.platform === 'win32')('may be a FIFO: who reads of it gets the text', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    const reader = spawn('sh', ['-c', 'cat "$0/pipe" > "$0/read"', folder])
    const ended = once(reader, 'close')
    write('pipe')
    await ended
    expect(lstatSync(join(folder, 'pipe')).isFIFO()).toBe(true)
    expect(readFileSync(join(folder, 'read'), 'utf8')).toBe('new')
  })

  test('that is a folder is refused, and nothing is left beside it', () => {
    mkdirSync(join(folder, 'a'))
    expect(() => write('a')).toThrow(/the report can't be written to a: /)
    expect(readdirSync(folder)).toEqual(['a'])
  })
})

describe('a folder', () => {
  test('is made with those above it', () => {
    makeFolder(join(folder, 'a', 'b', 'c'))
    makeFolder(join(folder, 'a', 'b'))
    expect(existsSync(join(folder, 'a', 'b', 'c'))).toBe(true)
  })

  test('below a file is refused', () => {
    writeFileSync(join(folder, 'a'), '')
    expect(() => makeFolder(join(folder, 'a', 'b'))).toThrow(/EEXIST|ENOTDIR/)
  })

  test.runIf(process.platform === 'linux')('is refused at once where the file system has no room for it', () => {
    expect(() => makeFolder('/proc/kdeploy/reports')).toThrow('ENOENT')
  })
})
