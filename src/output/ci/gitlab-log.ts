import type { FoldedLog } from '../terminal/screen.ts'

/** Behind a marker: takes the line back to its beginning, so that a terminal shows the title over the marker. */
const lineStart = '\r\u001b[0K'

/**
 * Folds as collapsed sections of a GitLab job's log (https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections). Names are
 * unique in the job, and say what the title says, as some runners show them instead; GitLab shows how long each section took.
 */
export function gitlabLog(run: string, now: () => number): FoldedLog {
  let number = 0
  let name = ''
  const marker = (what: string, more = '') => `\u001b[0K${what}:${Math.floor(now() / 1000)}:${name}${more}${lineStart}`
  return {
    open(title) {
      number += 1
      name = `kdeploy_${title.replaceAll(/[^A-Za-z0-9]+/g, '_')}_${run}_${number}`
      return `${marker('section_start', '[collapsed=true]')}${title}\n`
    },
    close: () => `${marker('section_end')}\n`,
  }
}
