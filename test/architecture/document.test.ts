import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rooms } from '../../ci/rooms.ts'
import { repository } from '../support/projects/project.ts'

const document = readFileSync(join(repository, 'ARCHITECTURE.md'), 'utf8')

/** The text of a section, by its heading. */
function section(heading: string): string {
  const [, text = ''] = document.split(new RegExp(`^## ${heading}$`, 'm'))
  return text.split(/^## /m)[0] ?? ''
}

/** The parts of a section that have a heading of their own, by it. */
function partsOf(text: string): (readonly [title: string, text: string])[] {
  return text
    .split(/^### /m)
    .slice(1)
    .map((part) => [part.split('\n')[0] ?? '', part] as const)
}

/** What a text names as `` `name` in `file` ``, files as paths below src. */
function namedFunctions(text: string): (readonly [name: string, file: string])[] {
  return [...text.matchAll(/`([\w.]+)` in `([\w/.-]+\.ts)`/g)].map(([, name = '', file = '']) => [name, file] as const)
}

/** Whether a file of src defines a function, a method, a class, a type or a constant of that name, and exports it or its class. */
function defines(file: string, name: string): boolean {
  const path = join(repository, 'src', file)
  if (!existsSync(path)) return false
  const text = readFileSync(path, 'utf8')
  const [owner, method] = name.split('.')
  const isExported = new RegExp(`^export (?:async )?(?:function|const|class|interface|type) ${owner}\\b`, 'm').test(
    text,
  )
  return isExported && (method === undefined || new RegExp(`^  (?:async )?${method}\\b`, 'm').test(text))
}

describe('ARCHITECTURE.md', () => {
  test('has a line for each room, and for no other', () => {
    const described = [...section('The map').matchAll(/^\| `src\/([\w/*-]+?)\/?` \|/gm)].map(([, room]) => room)
    expect(described.toSorted()).toEqual(
      Object.keys(rooms)
        .map((room) => room.replace('/**', ''))
        .toSorted(),
    )
  })

  test('has the four walks', () => {
    expect(partsOf(section('Four walks')).map(([title]) => title)).toEqual([
      'From PROFILE to manifest',
      'From manifest to write',
      'From a failing pod to the screen',
      'Why was this object deleted?',
    ])
  })

  test.each(partsOf(section('Four walks')))('names in "%s" functions that exist, at least six', (_, text) => {
    const named = namedFunctions(text)
    expect(named.length).toBeGreaterThanOrEqual(6)
    expect(named.filter(([name, file]) => !defines(file, name))).toEqual([])
  })

  test.each(partsOf(section('Your first hour')))('opens for "%s" five files at most, all of them there', (_, text) => {
    const files = [...text.matchAll(/^\d\. `([\w/.-]+)`/gm)].map(([, file = '']) => file)
    expect(files.length).toBeGreaterThan(0)
    expect(files.length).toBeLessThanOrEqual(5)
    expect(files.filter((file) => !existsSync(join(repository, file)))).toEqual([])
  })

  test('has the tasks of a first hour', () => expect(partsOf(section('Your first hour'))).toHaveLength(5))

  test('names no file that is not there', () => {
    const tops = readdirSync(repository).filter((name) => statSync(join(repository, name)).isDirectory())
    const paths = [...document.matchAll(/`((?:[\w.-]+\/)+[\w.*-]*)`/g)].map(([, path = '']) => path)
    const own = paths.filter((path) => tops.includes(path.split('/')[0] ?? '') && !/[*<]/.test(path))
    expect(own.length).toBeGreaterThan(20)
    expect(own.filter((path) => !existsSync(join(repository, path)))).toEqual([])
  })
})
