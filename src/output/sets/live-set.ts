import { formatAge } from '../../duration.ts'
import type { LiveRegion } from '../terminal/live-region.ts'
import type { Pen } from '../terminal/screen.ts'
import { TickingRegion } from '../terminal/ticking-region.ts'
import { drawSet } from './draw-set.ts'
import { linedSetProgress } from './plain-set.ts'
import { RunningRelease } from './running-release.ts'
import type { RunningEvent, SetProgress } from './set-progress.ts'

/**
 * The releases that are worked on as a table at the end of the terminal, with how far the set is; those that end leave it with a line, or
 * with what failed. `now` in milliseconds of a monotonic clock.
 */
export function liveSetProgress(pen: Pen, region: LiveRegion, command: string, now: () => number): SetProgress {
  const lines = linedSetProgress(pen, command, 'live')
  const running = new Map<string, RunningRelease>()
  const began = now()
  const done = new Set<string>()
  const failed = new Set<string>()
  const planned = new Set<string>()
  let number = 0
  let isPlanning = false
  let phase = (): string => (isPlanning ? 'planning' : '')
  const table = new TickingRegion(region, (size) => {
    const rows = [...running.values()].map((release) => release.rows())
    const failing = [...running].flatMap(([label, { hasFailed }]) => (hasFailed ? label : []))
    const counts = {
      done: isPlanning ? planned.size : done.size,
      failed: new Set([...failed, ...failing]).size,
      running: running.size - failing.length,
    }
    return drawSet(rows, { phase: phase(), of: number, ...counts, elapsed: now() - began }, now(), size, pen.colour)
  })
  const inStep = (step: number, what: () => string) => {
    phase = () => `step ${step}: ${what()}`
  }
  const note = (event: RunningEvent) => {
    switch (event.type) {
      case 'set':
        number = event.releases.length
        break
      case 'release-begun':
        isPlanning = event.action === 'plan'
        // What ended is brought back.
        done.delete(event.release.label)
        failed.delete(event.release.label)
        running.set(event.release.label, new RunningRelease(event.release, event.action, now()))
        break
      case 'release':
        if (event.event.type !== 'begun') running.get(event.release.label)?.emit(event.event, now(), pen.redact)
        break
      case 'step':
        inStep(event.number, () => 'deploying')
        break
      case 'bake': {
        const until = now() + event.duration
        inStep(event.step, () => `watching for another ${formatAge(until - now())}`)
        break
      }
      case 'step-command':
        inStep(event.step, () => 'running its command')
        break
      case 'baked':
      case 'step-command-ended':
        inStep(event.step, () => 'done')
        break
      case 'step-output':
      case 'notice':
      case 'warning':
        break
      default:
        event satisfies never
    }
  }
  return {
    emit(event) {
      note(event)
      lines.emit(event)
      table.show()
    },
    ended(ended, show) {
      const { label } = ended.release
      running.delete(label)
      const isFine = ended.state === 'done' || ended.state === 'unchanged'
      if (!isFine) failed.add(label)
      else (ended.action === 'plan' ? planned : done).add(label)
      lines.ended(ended, show)
      table.show()
    },
    close() {
      table.hide()
      lines.close()
    },
  }
}
