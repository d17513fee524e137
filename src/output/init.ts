import type { InitResult } from '../scaffold/init-result.ts'
import { shellWords } from '../shell-words.ts'
import type { Screen } from './terminal/screen.ts'

/** What was written, and what to type next; for a dry run each file, with its text. */
export function showInit(result: InitResult, { out, err }: Screen): void {
  const { folder, files, notes, isWritten } = result
  const pathOf = (path: string) => (folder === undefined ? path : `${folder.replace(/\/+$/, '')}/${path}`)
  for (const { path, text } of files) {
    out.line(isWritten ? pathOf(path) : `==> ${pathOf(path)} <==`)
    if (!isWritten) out.raw(`${text.replace(/\n*$/, '\n')}\n`)
  }
  for (const note of notes) err.line(`${err.colour.yellow('note:')} ${note}`)
  if (!isWritten) {
    err.line('dry run: nothing was written')
    return
  }
  for (const [index, command] of nextCommands(result).entries())
    err.line(`${index === 0 ? err.colour.cyan('next:') : '     '} ${command}`)
}

/** Checks it, shows what it would do, and does it. */
function nextCommands({ folder, profile, applyOptions }: InitResult): string[] {
  const project = folder === undefined ? [] : ['--project', folder]
  const forDiff = applyOptions.filter((option) => option !== '--create-namespace')
  return [
    ['kdeploy', 'validate', ...project],
    ['kdeploy', 'diff', '-p', profile, ...forDiff, ...project],
    ['kdeploy', 'apply', '-p', profile, ...applyOptions, ...project],
  ].map(shellWords)
}
