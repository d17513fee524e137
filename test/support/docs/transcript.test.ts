import { describe, expect, test } from 'vitest'
import { isAsShown } from './transcript.ts'

const same = (shown: string, output: string): boolean => isAsShown(shown.split('\n'), output.split('\n'))

describe('an output', () => {
  test('is as shown where only times, ages, pods, digests and addresses differ', () => {
    expect(same('ready in 0.3 s', 'ready in 12.1 s')).toBe(true)
    expect(same('2 h ago by ann@desk', '12 s ago by root@ci-1')).toBe(true)
    expect(same('pod web-5d5549df89-97m5q', 'pod web-6c4f7d9c88-x2k9p')).toBe(true)
    expect(same('kube context dev, https://10.0.0.1:6443', 'kube context dev, http://127.0.0.1:40112')).toBe(true)
    expect(same('commit 8e539159', 'commit 1a2b3c4d')).toBe(true)
  })

  test('is not as shown where a word, a number or a line differs', () => {
    expect(same('created web', 'changed web')).toBe(false)
    expect(same('3 replicas', '4 replicas')).toBe(false)
    expect(same('a', 'a\nb')).toBe(false)
    expect(same('a\nb', 'a')).toBe(false)
    expect(same('ready in 3 s', 'ready in 3 steps')).toBe(false)
  })

  test('may be left out in part, by lines or within one', () => {
    expect(same('a\n…\nd', 'a\nb\nc\nd')).toBe(true)
    expect(same('a\n…', 'a')).toBe(true)
    expect(same('a\n…\nd', 'a\nb')).toBe(false)
    expect(same('wrote … (3 files)', 'wrote a, b, c (3 files)')).toBe(true)
  })

  test('may list in any order what is written at once', () => {
    expect(same('created A x\ncreated B y\nready', 'created B y\ncreated A x\nready')).toBe(true)
    expect(same('[a] created A x\n[b] created B y', '[b] created B y\n[a] created A x')).toBe(true)
    expect(same('[a] done: 1\n[b] done: 1', '[b] done: 1\n[a] done: 1')).toBe(false)
  })

  test('may list in any order what is planned at once', () => {
    expect(same('[a] plan: 1\n[b] plan: 2\nstep', '[b] plan: 2\n[a] plan: 1\nstep')).toBe(true)
  })
})
