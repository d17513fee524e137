import { expect } from 'vitest'
import type { RecordedShape, Sandbox, State } from './sandbox.ts'
import { fixed, gate, type Shape, templateOf } from './shape.ts'
import type { Step } from './step.ts'

/** What a step must lead to where it isn't cut off; undefined: that depends. */
interface Outcome {
  readonly exitCode: number
  readonly says?: RegExp
  readonly own: Shape
  /** An undo after a failure may leave what the failed revision added. */
  readonly more?: Shape
  /** The newest revision; undefined: whatever it was. */
  readonly status?: string
  /** Whether it adds revisions. */
  readonly adds?: number
  readonly takesLock: boolean
}

const equal = (one: Shape, other: Shape | undefined) => JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
const sorted = (shape: Shape = {}) => Object.entries(shape).sort(([one], [next]) => (one < next ? -1 : 1))

/** The newest that is good and wasn't undone; `but` those that a filter leaves out. */
function newestGood(revisions: State['revisions'], but = (_: RecordedShape) => false): RecordedShape | undefined {
  const path: RecordedShape[] = []
  let from = Number.POSITIVE_INFINITY
  for (const one of revisions.toReversed()) {
    if (one.number > from) continue
    path.push(one)
    if (!one.untouched) from = one.restores ?? from
  }
  const left = path.filter((one) => !but(one))
  return left.find(({ status }) => status === 'succeeded') ?? left.find(({ status }) => status === 'applied')
}

/** An undo that was cut off is gone on with. */
function begunUndo(revisions: State['revisions']): RecordedShape | undefined {
  const last = revisions.at(-1)
  if (last?.status !== 'pending' && !last?.cutOff) return undefined
  return revisions.find(({ number, shape }) => number === last.restores && equal(shape, last.shape))
}

/** Carries a step out, and holds what became of it to the model. */
export async function perform(sandbox: Sandbox, step: Step, number: number): Promise<string> {
  const before = await sandbox.read()
  if (step.do === 'foreign' || step.do === 'copy') {
    const copied = Object.keys(before.own).find((key) => key.startsWith('ConfigMap/'))
    await sandbox.stray(`${step.do}-${number}`, step.do === 'copy' ? copied : undefined)
    return 'done'
  }
  if (step.do === 'other') {
    const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' }, data: { value: step.value } }
    const { exitCode, stderr } = await sandbox.run('other', ['apply', '--yes'], JSON.stringify(manifest))
    expect(exitCode, stderr).toBe(0)
    return 'exit code 0'
  }
  if (step.do === 'hotfix') {
    if (before.own[step.of] === undefined) return 'nothing to fix'
    await sandbox.hotfix(step.of, step.rendered)
    return 'done'
  }
  const expected = outcomeOf(step, before)
  const { args, template } = commandOf(step)

  const { exitCode, stderr } = await sandbox.run('main', args, template, step.disturbance)

  const after = await sandbox.read()
  const signal = step.disturbance && 'signal' in step.disturbance ? step.disturbance.signal : undefined
  const cutOff = (signal === 'SIGKILL' && exitCode === 137) || (signal === 'SIGTERM' && exitCode === 143)
  const what = `exit code ${exitCode}\n${stderr}`
  expect(after.foreign, `what isn't the release's\n${what}`).toEqual(before.foreign)
  const sameStill = before.noted.filter((key) => after.uids[key] === before.uids[key])
  expect(after.noted, `what nobody rendered\n${what}`).toEqual(expect.arrayContaining(sameStill))
  if (cutOff) {
    expectBetween(before, expected, after, step, what)
    if (signal === 'SIGKILL') await sandbox.expireLocks()
    // What a killed run left is there until one gets as far as the lock.
    else if (isTidy(before)) expectTidy(after, what)
    return what
  }
  expect(exitCode, what).toBe(expected.exitCode)
  if (expected.says) expect(stderr).toMatch(expected.says)
  const { more } = expected
  const extra = Object.entries(after.own).filter(([key]) => more && !(key in expected.own) && more[key] !== undefined)
  expect(after.own, `the release's objects\n${what}`).toEqual({ ...expected.own, ...Object.fromEntries(extra) })
  for (const [key, value] of extra) expect(value, `${key}\n${what}`).toBe(more?.[key])
  if (expected.takesLock) expectTidy(after, what)
  if (step.do === 'delete' && exitCode === 0) expect(after, what).toMatchObject({ revisions: [], isDeployed: false })
  const last = after.revisions.at(-1)
  if (expected.status !== undefined) expect(last?.status, what).toBe(expected.status)
  const known = before.revisions.at(-1)?.number ?? 0
  if (expected.adds !== undefined) expect(last?.number ?? 0, what).toBe(known + expected.adds)
  return what
}

function commandOf(step: Step): { args: string[]; template?: string } {
  if (step.do !== 'apply') return { args: [step.do, '--yes'] }
  const flags = {
    plain: [],
    invalid: [],
    'no-wait': ['--no-wait'],
    force: ['--force-conflicts'],
    'undo-on-failure': ['--undo-on-failure'],
  }[step.mode]
  return { args: ['apply', '--yes', ...flags], template: templateOf(step.shape, step.mode === 'invalid') }
}

function outcomeOf(step: Step, before: State): Outcome {
  const { own, revisions, isDeployed } = before
  const last = revisions.at(-1)
  const same = { own, adds: 0, takesLock: false }
  const conflict = { ...same, exitCode: 4, says: /belongs to another field manager: kubectl-patch/ }
  const conflicts = (shape: Shape) => Object.keys(shape).some((key) => own[key] === fixed)
  if (step.do === 'delete')
    return isDeployed
      ? { exitCode: 0, own: {}, takesLock: true }
      : { ...same, exitCode: 2, says: /nothing was deployed/ }
  if (step.do === 'undo') {
    const begun = begunUndo(revisions)
    const target = begun ?? newestGood(revisions, (one) => one === last || equal(one.shape, last?.shape))
    if (target === undefined) return { ...same, exitCode: 2, says: /has no earlier revision that succeeded/ }
    if (conflicts(target.shape)) return conflict
    const adds = begun !== undefined && equal(own, target.shape) ? 0 : 1
    return { exitCode: 0, own: target.shape, adds, takesLock: true, ...(adds === 1 ? { status: 'succeeded' } : {}) }
  }
  if (step.do !== 'apply') throw new Error(`No outcome of ${step.do}`)
  const { shape, mode } = step
  if (mode !== 'force' && conflicts(shape)) return conflict
  if (mode === 'invalid') return { ...same, exitCode: 2, says: /\bdato\b/ }
  const mustRecord = last?.restores !== undefined && !equal(shape, last.shape)
  const adds = equal(own, shape) && !mustRecord ? 0 : 1
  if (shape[gate] !== 'broken') {
    const status = mode === 'no-wait' ? 'applied' : 'succeeded'
    return { exitCode: 0, own: shape, adds, takesLock: true, ...(adds === 1 ? { status } : {}) }
  }
  const failed = { exitCode: 5, own: { ...own, ...shape }, adds, takesLock: true, status: 'failed' }
  if (mode !== 'undo-on-failure')
    return adds === 1 ? failed : { ...failed, status: last?.status === 'applied' ? 'applied' : 'failed' }
  const target = newestGood(adds === 1 ? revisions : revisions.slice(0, -1))
  const failing = adds === 1 ? shape : last?.shape
  if (target === undefined || equal(target.shape, failing)) return failed
  return {
    exitCode: 6,
    own: target.shape,
    more: { ...own, ...shape },
    adds: adds + 1,
    status: 'succeeded',
    takesLock: true,
  }
}

/** No run is on its way, and none seems to be. */
function expectTidy(state: State, what: string): void {
  expect(traces(state), `locks and pending revisions\n${what}`).toEqual({ locks: 0, pending: [] })
}

function isTidy(state: State): boolean {
  const { locks, pending } = traces(state)
  return locks + pending.length === 0
}

/** What shows a run that is on its way, or that was killed. */
function traces({ locks, revisions, foreign }: State) {
  const others = Object.keys(foreign).filter((key) => key.startsWith('Lease/')).length
  return { locks: locks - others, pending: revisions.filter(({ status }) => status === 'pending') }
}

/** Each object is as it was, or as the step would have it. */
function expectBetween(before: State, { own, more = {} }: Outcome, after: State, step: Step, what: string): void {
  const written = step.do === 'apply' ? step.shape : {}
  for (const key of new Set([...Object.keys(before.own), ...Object.keys(own), ...Object.keys(after.own)])) {
    const allowed = [before.own[key], own[key], more[key], written[key]]
    expect(allowed, `${key}\n${what}`).toContain(after.own[key])
  }
}
