import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { repository } from '../projects/project.ts'
import { type Command, commandsOf } from './commands.ts'
import type { Block, DocsPage } from './page.ts'
import { ProgramMissing } from './programs.ts'
import { type Place, setups, writeProgram } from './setups.ts'
import { type Shell, startShell } from './shell.ts'
import { isAsShown } from './transcript.ts'

/** What a command of a page did that the page doesn't say: its place, the command, its output. */
class PageFailure extends Error {
  // Where the runner noticed it tells nobody anything.
  override stack = ''
}

/** Where a page is followed. */
export interface Reader {
  readonly kubeconfig: string
  readonly kubectl: string
}

/** What a page's console blocks show of a command, and what it wrote. */
export interface Shown {
  readonly command: Command
  readonly output: string
}

/**
 * Follows a page in a fresh folder, step by step. Throws a PageFailure at the first step that goes otherwise than the page says;
 * with `onDifference`, an output that differs is told to it instead. A ProgramMissing where the page can't be followed on this machine.
 */
export async function runPage(
  page: DocsPage,
  { kubeconfig, kubectl }: Reader,
  onDifference?: (shown: Shown) => void,
): Promise<void> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'kdeploy-docs-')))
  const [folder, home, bin, scratch] = ['work', 'home', 'bin', 'scratch'].map((name) => join(base, name)) as [
    string,
    string,
    string,
    string,
  ]
  for (const one of [folder, home, bin, scratch]) await mkdir(one)
  await writeFile(
    join(home, '.gitconfig'),
    '[user]\n\tname = Ann\n\temail = ann@example.com\n[init]\n\tdefaultBranch = main\n',
  )
  const tool = process.env['KDEPLOY_TEST_PROGRAM'] ?? join(repository, 'bin', 'kdeploy.js')
  await writeProgram(
    join(bin, 'kdeploy'),
    `#!/bin/sh\nexec ${tool.endsWith('.js') ? `'${process.execPath}' ` : ''}'${tool}' "$@"\n`,
  )
  await writeProgram(join(bin, 'kubectl'), `#!/bin/sh\nexec '${kubectl}' "$@"\n`)
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((one) => !one.includes('node_modules'))
  const shell = startShell(folder, scratch, {
    PATH: [bin, dirname(process.execPath), ...path].join(delimiter),
    HOME: home,
    USER: 'ann',
    LANG: 'C.UTF-8',
    KUBECONFIG: kubeconfig,
  })
  const place: Place = {
    folder,
    home,
    kubeconfig,
    program: (name, script) => writeProgram(join(bin, name), script),
    async write(file, text) {
      const path = join((await place.run('pwd')).trim(), file)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    },
    async run(command) {
      const { exitCode, output } = await shell.run(command)
      if (exitCode !== 0) throw new Error(`${command} exited ${exitCode}\n${output}`)
      return output
    },
  }
  try {
    for (const step of page.steps) {
      if (step.do === 'write') await place.write(step.path, step.block.text)
      else if (step.do === 'run') await runBlock(page, step.block, shell, folder, onDifference)
      else {
        const setup = setups[step.name]
        if (setup === undefined)
          throw new PageFailure(`${page.path}:${step.line}: no setup "${step.name}" in test/support/docs/setups.ts`)
        await setup(place, ...step.args).catch((error) => {
          if (error instanceof ProgramMissing) throw error
          throw new PageFailure(`${page.path}:${step.line}: setup ${step.name}: ${error.message}`)
        })
      }
    }
  } finally {
    shell.close()
    await rm(base, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function runBlock(
  page: DocsPage,
  block: Block,
  shell: Shell,
  folder: string,
  onDifference: ((shown: Shown) => void) | undefined,
): Promise<void> {
  for (const command of commandsOf(block)) {
    const fail = (what: string): never => {
      throw new PageFailure(`${page.path}:${command.line}: ${command.text}\n${what}`)
    }
    const { exitCode, output: raw } = await shell.run(command.text).catch((error) => fail(error.message))
    const output = raw.replaceAll(folder, '/home/ann/work')
    if (exitCode !== command.exitCode) fail(`exited ${exitCode}, not ${command.exitCode}:\n${output}`)
    if (command.output === undefined || isAsShown(command.output, output.split('\n'))) continue
    if (onDifference === undefined) fail(`wrote:\n${output}\nThe page shows:\n${command.output.join('\n')}`)
    else onDifference({ command, output })
  }
}
