import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/** A reader's terminal: what a command sets or where it goes to holds for the next one. */
export interface Shell {
  /** Its exit code and what it wrote to both streams; throws after `seconds` (180), or where it ends the shell. */
  run(command: string, seconds?: number): Promise<{ readonly exitCode: number; readonly output: string }>
  /** Ends it and all that it started. */
  close(): void
}

/** bash with pipefail, in a folder. Scripts and outputs are kept in `scratch`. */
export function startShell(folder: string, scratch: string, env: Readonly<Record<string, string>>): Shell {
  // A group of its own, so that what a page left running ends with it.
  const child = spawn('bash', ['--norc', '--noprofile', '-o', 'pipefail'], {
    cwd: folder,
    env: { ...env },
    stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
    detached: true,
  })
  child.stdin?.on('error', () => {})
  let told: (line: string | undefined) => void = () => {}
  let text = ''
  const status = child.stdio[3] as Readable
  status.setEncoding('utf8').on('data', (part: string) => {
    text += part
    if (!text.endsWith('\n')) return
    told(text.trim())
    text = ''
  })
  let isOver = false
  child.once('close', () => {
    isOver = true
    told(undefined)
  })
  let count = 0
  return {
    async run(command, seconds = 180) {
      if (isOver) throw new Error('the shell has ended')
      const script = join(scratch, `${++count}.sh`)
      const output = join(scratch, `${count}.out`)
      await writeFile(script, `${command}\n`)
      let timer: NodeJS.Timeout | undefined
      const line = await new Promise<string | undefined>((resolve) => {
        told = resolve
        timer = setTimeout(() => resolve('timeout'), seconds * 1000)
        child.stdin?.write(`. '${script}' > '${output}' 2>&1 < /dev/null 3>&-; printf '%s\\n' "$?" >&3\n`)
      })
      clearTimeout(timer)
      const written = await readFile(output, 'utf8').catch(() => '')
      if (line === undefined) throw new Error(`it ended the shell\n${written}`)
      if (line === 'timeout') throw new Error(`it ran for more than ${seconds} s\n${written}`)
      return { exitCode: Number(line), output: written }
    },
    close() {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // All of the group has ended.
      }
    },
  }
}
