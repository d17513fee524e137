import type { ObjectDiff } from '../../plan/diff/types.ts'
import { fileNameOf } from './unified.ts'

/** Bytes of a file's name that every file system takes, with room for what tells two of them apart. */
const longestName = 240

/** What two folders hold: texts by the names of their files. */
interface ComparedFiles {
  readonly live: Map<string, string>
  readonly merged: Map<string, string>
}

/** Objects as files of two folders, named as in a unified diff; sensitive values are masked. What is only named says why on the live side. */
export function comparedFiles(diffs: readonly ObjectDiff[]): ComparedFiles {
  const [live, merged] = [new Map<string, string>(), new Map<string, string>()]
  const taken = new Set<string>()
  for (const diff of diffs) {
    const name = freeName(safeName(fileNameOf(diff)), taken)
    const { before, after } = textsOf(diff)
    if (before !== '') live.set(name, before)
    if (after !== '') merged.set(name, after)
  }
  return { live, merged }
}

function textsOf(diff: ObjectDiff): { readonly before: string; readonly after: string } {
  switch (diff.action) {
    case 'delete':
      return { before: '# to be deleted: no longer rendered\n', after: '' }
    case 'orphan':
      return { before: '# to be orphaned: it stays, no longer part of a release\n', after: '' }
    default:
      return diff.texts()
  }
}

/** Names of objects come from outside: none leads out of its folder, is too long, or means something else to Windows. */
function safeName(name: string): string {
  const safe = name.replace(/[/\\:*?"<>|\u0000-\u001f]/g, '_').replace(/^\.+/, '_')
  return Buffer.byteLength(safe) <= longestName ? safe : [...safe].slice(0, longestName / 4).join('')
}

/** Some file systems take no account of case. */
function freeName(name: string, taken: Set<string>): string {
  let free = name
  for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${name}-${number}`
  taken.add(free.toLowerCase())
  return free
}
