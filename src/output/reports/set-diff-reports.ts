import { dirname } from 'node:path/posix'
import type { SetResult } from '../../sets/told/results.ts'
import type { Difference } from '../../workflow/run/results.ts'
import { showSetHtml } from '../sets/reads/diff-html.ts'
import { showSetMarkdown } from '../sets/reads/diff-markdown.ts'
import { captureText } from '../terminal/capture.ts'
import type { ReportContext } from './context.ts'
import type { SetRecord } from './set-record.ts'
import { setSummary } from './set-summary.ts'

/** A diff of several releases as a comment on a merge request; where there is none, why. */
export function setDiffMarkdown(set: SetRecord, context: ReportContext): string {
  if (set.releases.length === 0) return setSummary(set, context)
  return captureText((pen) => showSetMarkdown(resultOf(set), titleOf(context), pen, context.redact))
}

/** The same as a page for a browser. */
export function setDiffHtml(set: SetRecord, context: ReportContext): string {
  return captureText((pen) => showSetHtml(resultOf(set), titleOf(context), pen, context.redact))
}

function titleOf({ projectPath }: ReportContext) {
  return { project: { name: undefined, folder: dirname(projectPath) }, chosenBy: [] }
}

function resultOf({ run, releases }: SetRecord): SetResult<Difference> {
  return {
    run,
    ends: releases.map(({ ended: { release, state, error, reason, elapsed }, record }) => ({
      ...{ release, state, error, reason, elapsed },
      result: record?.difference,
    })),
  }
}
