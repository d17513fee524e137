import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Texts by the names of their files. */
export type FilesByName = ReadonlyMap<string, string>

/**
 * Two private folders with files, `LIVE-…` and `MERGED-…`, as long as they are used; they are gone at a signal already, before
 * what uses them has ended, since a second signal ends the process at once.
 */
export async function withComparedFolders<Result>(
  { live, merged }: { readonly live: FilesByName; readonly merged: FilesByName },
  interrupted: AbortSignal,
  use: (folders: readonly [string, string]) => Promise<Result>,
): Promise<Result> {
  const made: string[] = []
  const remove = () => {
    for (const folder of made) {
      try {
        rmSync(folder, { recursive: true, force: true })
      } catch {
        // The program took away the right to; what is left is masked, and in a private folder.
      }
    }
  }
  process.on('exit', remove)
  interrupted.addEventListener('abort', remove)
  const make = (name: string, files: FilesByName) => {
    // mkdtemp(3): mode 0700.
    const folder = mkdtempSync(join(tmpdir(), `${name}-`))
    made.push(folder)
    for (const [file, text] of files) writeFileSync(join(folder, file), text, { mode: 0o600, flag: 'wx' })
    return folder
  }
  try {
    return await use([make('LIVE', live), make('MERGED', merged)])
  } finally {
    remove()
    process.off('exit', remove)
    interrupted.removeEventListener('abort', remove)
  }
}
