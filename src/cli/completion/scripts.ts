import type { Shell } from '../options/shells.ts'
import { bash } from './bash.ts'
import { fish } from './fish.ts'
import { powershell } from './powershell.ts'
import { zsh } from './zsh.ts'

/**
 * What each shell runs to ask `kdeploy complete` about the words typed so far (answer.ts). Where kdeploy knows nothing, nothing is
 * offered; files only where a file may stand.
 */
export const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish, powershell }

/** How each is installed: what is typed, and where. */
const installing: Readonly<Record<Shell, readonly [where: string, ...lines: string[]]>> = {
  bash: ['bash: this line in ~/.bashrc', 'source <(kdeploy completion bash)'],
  zsh: ['zsh: this line in ~/.zshrc, after compinit if it calls that', 'source <(kdeploy completion zsh)'],
  fish: [
    'fish: run once, and again after an upgrade',
    'kdeploy completion fish > ~/.config/fish/completions/kdeploy.fish',
  ],
  powershell: [
    'PowerShell: this line in the file that $PROFILE names',
    'kdeploy completion powershell | Out-String | Invoke-Expression',
  ],
}

/** How completion is installed, for the person's own shell first. */
export function describeInstalling(own: Shell | undefined): string {
  const shells = Object.keys(installing) as Shell[]
  const ordered = own === undefined ? shells : [own, ...shells.filter((shell) => shell !== own)]
  const parts = ordered.map((shell) => {
    const [where, ...lines] = installing[shell]
    return `${where}${shell === own ? ' (your shell, as $SHELL says)' : ''}:\n\n${lines.map((line) => `  ${line}\n`).join('')}`
  })
  return `${parts.join('\n')}\nThen open a new shell. Under another name, such as an alias k, add for bash: complete -F _kdeploy k;\nfor PowerShell, replace "-CommandName kdeploy" by "-CommandName kdeploy, k". zsh and fish know aliases.\n`
}
