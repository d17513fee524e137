import { isCi, type Pen } from '../../output/terminal/screen.ts'
import { widthOf } from '../../output/terminal/text-width.ts'
import { showWarning } from '../../output/terminal/warning.ts'
import { splitShellWords } from '../../shell-words.ts'
import type { Argv } from '../../workflow/run/world.ts'
import type { Session } from './session.ts'

/** Shows what may be longer than a terminal: with a pager then, where a person looks. */
export async function showPaged(
  session: Session,
  wanted: boolean,
  show: (pen: Pen) => void | Promise<void>,
): Promise<void> {
  const { screen, world } = session
  const { out } = screen
  const pager = wanted ? pagerFor(session) : undefined
  if (pager === undefined) return show(out)
  const lines: string[] = []
  const keep = (text = '') => {
    lines.push(text)
  }
  await show({ ...out, line: keep, safeLine: keep })
  const rendered = lines.map((line) => out.rendered(line)).join('\n')
  if (isTaller(rendered, out)) {
    const end = await world.page(pager.argv, `${rendered}\n`)
    world.interrupted.throwIfAborted()
    if (!('problem' in end)) return
    if (pager.by !== undefined)
      showWarning(`the pager that ${pager.by} names can't be started: ${pager.argv[0]}: ${end.problem}`, screen.err)
  }
  for (const line of lines) out.line(line)
}

interface Pager {
  readonly argv: Argv
  /** The variable that names it. */
  readonly by: string | undefined
}

/** As git and kubectl's friends choose one: the own variable first. None where nobody looks, or a person wants none. */
function pagerFor({ screen, world }: Session): Pager | undefined {
  const { environment } = world
  if (!screen.out.isTerminal || world.ask === undefined || isCi(environment)) return undefined
  if (environment['TERM'] === 'dumb') return undefined
  const by = ['KDEPLOY_PAGER', 'PAGER'].find((name) => environment[name] !== undefined)
  if (by === undefined) return { argv: ['less', '-FRX'], by }
  const [file, ...args] = splitShellWords(environment[by] ?? '') ?? []
  const isNone = file === undefined || file === '' || (file === 'cat' && args.length === 0)
  return isNone ? undefined : { argv: [file, ...args], by }
}

/** Whether a text has more lines than a terminal shows at a time, the one of the next prompt among them. */
function isTaller(text: string, { columns, rows }: Pen): boolean {
  if (columns === undefined || rows === undefined) return false
  let left = rows - 1
  return text.split('\n').some((line) => {
    left -= Math.max(1, Math.ceil(widthOf(line) / columns))
    return left < 0
  })
}
