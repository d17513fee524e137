import { program } from '../kdeploy.ts'
import { type RunningProgram, runProgram, startProgram } from '../program.ts'

export interface TerminalOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Default 100. */
  readonly columns?: number
  /** See ProgramOptions. */
  readonly typed?: boolean
}

/** Runs kdeploy on a terminal of its own, by script(1) of Linux; its stdout is all that the terminal was sent. */
export function startOnTerminal(args: readonly string[], options: TerminalOptions): RunningProgram {
  const { columns = 100 } = options
  const command = [program.shell, ...args.map((arg) => `'${arg}'`)].join(' ')
  // Nobody is there to leave a pager.
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', TERM: 'xterm', KDEPLOY_PAGER: '', ...options.env }
  const script = `stty cols ${columns} rows 24; ${command}`
  return startProgram('script', ['-qec', script, '/dev/null'], { cwd: options.cwd, env, typed: options.typed === true })
}

/** The process that runs kdeploy below another one. */
export async function childOf(pid: number | undefined): Promise<number | undefined> {
  const env = { PATH: process.env['PATH'] }
  const { stdout } = await runProgram('ps', ['-eo', 'pid=,ppid=,args='], { env })
  const processes = stdout.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
  const below = (parent: number): number | undefined => {
    for (const found of processes) {
      if (found === null || Number(found[2]) !== parent) continue
      const child = Number(found[1])
      if (
        (found[3] ?? '').startsWith(program.args().length > 0 ? `${program.file} ${program.args()[0]}` : program.file)
      )
        return child
      const deeper = below(child)
      if (deeper !== undefined) return deeper
    }
    return undefined
  }
  return pid === undefined ? undefined : below(pid)
}

/**
 * What a terminal shows in the end, with what was scrolled out above it, without colours: plays the few sequences that kdeploy
 * writes. Throws for any other, so that none is overlooked.
 */
export function screenOf(sent: string, columns: number): string {
  const lines: string[] = ['']
  let row = 0
  let column = 0
  const put = (text: string) => {
    const line = (lines[row] ?? '').padEnd(column)
    lines[row] = line.slice(0, column) + text + line.slice(column + text.length)
    column += text.length
  }
  const down = () => {
    row++
    lines[row] ??= ''
  }
  const control: Readonly<Record<string, (count: number) => void>> = {
    A: (count) => {
      row = Math.max(0, row - count)
    },
    J: () => {
      lines[row] = (lines[row] ?? '').slice(0, column)
      lines.length = row + 1
    },
    K: () => {
      lines[row] = (lines[row] ?? '').slice(0, column)
    },
    h: () => {},
    l: () => {},
    m: () => {},
  }
  for (const [piece, count, letter] of sent.matchAll(/\x1b\[\??(\d*)[\d;]*([A-Za-z])|[\r\n]|./gu)) {
    if (piece === '\r') column = 0
    else if (piece === '\n') down()
    else if (letter === undefined) {
      if (piece.startsWith('\x1b')) throw new Error(`an unknown sequence: ${JSON.stringify(piece)}`)
      if (column === columns) {
        down()
        column = 0
      }
      put(piece)
    } else {
      const obey = control[letter]
      if (obey === undefined) throw new Error(`an unknown sequence: ${JSON.stringify(piece)}`)
      obey(Number(count) || 1)
    }
  }
  return lines.map((line) => line.trimEnd()).join('\n')
}
