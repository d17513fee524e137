import type { FoldedLog } from '../terminal/screen.ts'
import { escapeData } from './github-command.ts'

/** Folds as groups of a GitHub job's log: they have no name, and end with the next `endgroup`. */
export function githubLog(_run: string, _now: () => number): FoldedLog {
  return {
    open: (title) => `::group::${escapeData(title)}\n`,
    close: () => '::endgroup::\n',
  }
}
