import { readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Runs `work` while holding a lock file that names this process. Waits while another living process holds it; the lock of a
 * dead one is taken over. Two processes may do that at the same moment, so the lock saves work and guards nothing.
 */
export async function withLock<Result>(
  path: string,
  progress: (line: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  let announced = false
  while (!(await acquire(path))) {
    const holder = Number(await readFile(path, 'utf8').catch(() => ''))
    if (holder > 0 && !isAlive(holder)) {
      await rm(path, { force: true })
      continue
    }
    if (!announced) progress(`another process (${holder}) is building the control plane; waiting for it`)
    announced = true
    await sleep(250)
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function acquire(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Whether a process of this id runs, also one of another user (which answers EPERM). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
