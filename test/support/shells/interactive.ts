import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { program } from '../kdeploy.ts'
import { startProgram } from '../program.ts'

/** Shells that a test can type into. */
export type InteractiveShell = 'bash' | 'zsh' | 'fish'

/** A shell on a terminal of its own, with kdeploy on its PATH and its completion installed as `kdeploy completion` says. */
export interface Typed {
  /** What the line is after the keys `typed` and TAB. */
  complete(typed: string): Promise<string>
  /** What the shell shows below the line after another TAB. */
  list(typed: string): Promise<string>
  /** Runs a line. */
  run(line: string): Promise<void>
  close(): Promise<void>
}

/** Control-X and d: bound to what writes the line to a file, and empties it. */
const dump = '\x18d'

interface Files {
  readonly folder: string
  readonly dumped: string
}

/** How each shell is started, and what its start-up file has beside the line that installs the completion. */
const shells: Readonly<
  Record<InteractiveShell, (files: Files) => { readonly command: string; readonly files: Record<string, string> }>
> = {
  bash: ({ folder, dumped }) => ({
    command: `bash --noprofile --rcfile ${folder}/home/.bashrc -i`,
    files: {
      'home/.bashrc': `PS1='> '
bind 'set bell-style none'
bind 'set enable-bracketed-paste off'
bind 'set completion-query-items 1000'
bind 'set page-completions off'
_dump() { printf '%s\\0' "$READLINE_LINE" >> ${dumped}; READLINE_LINE=; READLINE_POINT=0; }
bind -x '"\\C-xd": _dump'
source <(kdeploy completion bash)
alias kd=kdeploy
complete -F _kdeploy kd
`,
    },
  }),
  zsh: ({ dumped }) => ({
    command: 'zsh -i',
    files: {
      'home/.zshrc': `PS1='> '
unsetopt beep
autoload -Uz compinit && compinit -D -u
LISTMAX=1000
_dump() { printf '%s\\0' "$BUFFER" >> ${dumped}; BUFFER= }
zle -N _dump
bindkey '^Xd' _dump
source <(kdeploy completion zsh)
alias kd=kdeploy
`,
    },
  }),
  fish: ({ dumped }) => ({
    command: 'fish -i',
    files: {
      'home/.config/fish/config.fish': `function fish_prompt; printf '> '; end
function fish_greeting; end
function _dump; printf '%s\\0' (commandline | string collect) >> ${dumped}; commandline -r ''; end
bind \\cxd _dump
set -g fish_autosuggestion_enabled 0
alias kd kdeploy
`,
    },
  }),
}

/** Whether a shell is installed. */
export function isInstalled(shell: string): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0
}

/** Starts a shell in a folder. `variables`: what its environment has besides. */
export async function openShell(
  shell: InteractiveShell,
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Typed> {
  const folder = mkdtempSync(join(tmpdir(), `kdeploy-${shell}-`))
  const dumped = join(folder, 'dumped')
  writeFileSync(dumped, '')
  const { command, files } = shells[shell]({ folder, dumped })
  const tool = `#!/bin/sh\nexec ${program.shell} "$@"\n`
  for (const [path, text] of Object.entries({ ...files, 'bin/kdeploy': tool })) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  chmodSync(join(folder, 'bin/kdeploy'), 0o755)
  const home = join(folder, 'home')
  const env = {
    ...{
      PATH: `${folder}/bin:${process.env['PATH']}`,
      HOME: home,
      ZDOTDIR: home,
      XDG_CONFIG_HOME: join(home, '.config'),
    },
    ...{ TERM: 'xterm', SHELL: `/bin/${shell}`, LANG: 'C.UTF-8', ...variables },
  }
  if (shell === 'fish') installFish(env)
  const typed = startProgram('script', ['-qec', `stty cols 120 rows 50; ${command}`, '/dev/null'], {
    cwd,
    env,
    typed: true,
  })
  let lines = 0
  let shown = ''
  const press = async (keys: string): Promise<string> => {
    const before = typed.output().length
    typed.child.stdin?.write(`${keys}${dump}`)
    const until = Date.now() + 30_000
    for (;;) {
      const found = readFileSync(dumped, 'utf8').split('\0')
      if (found.length > lines + 1) {
        lines = found.length - 1
        shown = typed.output().slice(before)
        return found.at(-2) ?? ''
      }
      if (Date.now() > until) throw new Error(`${shell} doesn't answer; it showed ${JSON.stringify(typed.output())}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  // Its start-up file was read.
  await press('')
  return {
    complete: (keys) => press(`${keys}\t`),
    list: async (keys) => {
      await press(`${keys}\t\t`)
      return shown
    },
    async run(line) {
      await press(`${line}\r`)
    },
    async close() {
      typed.child.stdin?.end('\x03\x04')
      typed.child.kill()
      await typed.result
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** As `kdeploy completion fish > ~/.config/fish/completions/kdeploy.fish` does. Where a folder is there, fish makes no completions of man pages. */
function installFish(env: Readonly<Record<string, string | undefined>>): void {
  const target = '"$HOME/.config/fish/completions"'
  const ofManPages = '"$HOME/.local/share/fish/generated_completions"'
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', `mkdir -p ${target} ${ofManPages} && kdeploy completion fish > ${target}/kdeploy.fish`],
    { env },
  )
  if (status !== 0) throw new Error(String(stderr))
}
