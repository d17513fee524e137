import { KdeployError } from '../../errors.ts'
import type { SetEvent } from '../../sets/events.ts'
import { type Progress, plainProgress } from '../progress/plain-progress.ts'
import { showKnownError } from '../terminal/error.ts'
import type { Pen } from '../terminal/screen.ts'
import { showWarning } from '../terminal/warning.ts'
import { labelled } from './labelled.ts'
import { showStep } from './step-lines.ts'

/** How a command on several releases is shown while it goes on. */
export interface SetProgress {
  emit(event: SetEvent): void
  close(): void
}

/** Lines with the release in front. */
export function createSetProgress(pen: Pen): SetProgress {
  const each = new Map<string, Progress>()
  return {
    emit(event) {
      switch (event.type) {
        case 'release': {
          const { label } = event.release
          const progress = each.get(label) ?? plainProgress(labelled(pen, label))
          each.set(label, progress)
          if (event.event.type !== 'begun') progress.emit(event.event)
          break
        }
        case 'release-ended': {
          const { label } = event.release
          each.get(label)?.close()
          if (event.end.error instanceof KdeployError) showKnownError(event.end.error, labelled(pen, label), '')
          break
        }
        case 'step':
        case 'bake':
        case 'baked':
        case 'step-command':
        case 'step-output':
        case 'step-command-ended':
          showStep(event, pen)
          break
        case 'notice':
          pen.safeLine(event.message)
          break
        case 'warning':
          showWarning(event.message, pen)
          break
        default:
      }
    },
    close() {
      for (const progress of each.values()) progress.close()
    },
  }
}
