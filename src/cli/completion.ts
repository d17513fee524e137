import { Argument, type Command, type Option } from 'commander'
import type { Session } from './session/session.ts'

/** What each shell runs to ask `kdeploy complete` about the words typed so far; where it knows nothing, files are offered. */
const scripts = {
  bash: `_kdeploy() {
  local IFS=$'\\n'
  COMPREPLY=($(kdeploy complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _kdeploy kdeploy
`,
  zsh: `#compdef kdeploy
_kdeploy() {
  local -a found
  found=("\${(@f)$(kdeploy complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -- $found; else _files; fi
}
compdef _kdeploy kdeploy
`,
  fish: `function __kdeploy
  set -l words (commandline -opc) (commandline -ct)
  set -l found (kdeploy complete -- $words[2..] 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c kdeploy -f -a '(__kdeploy)'
`,
} as const

/** Adds `completion`, which prints a shell's script, and the hidden `complete` that the script asks. */
export function addCompletion(program: Command, { screen, world }: Session): void {
  program
    .command('completion')
    .summary('print a shell completion script for commands, options and profiles')
    .description('Prints a shell completion script for commands, options and profiles.')
    .addArgument(new Argument('<shell>').choices(Object.keys(scripts)))
    .addHelpText(
      'after',
      '\nExamples:\n  source <(kdeploy completion bash)      # in ~/.bashrc\n  source <(kdeploy completion zsh)       # in ~/.zshrc, after compinit\n  kdeploy completion fish > ~/.config/fish/completions/kdeploy.fish',
    )
    .action((shell: keyof typeof scripts) => screen.out.raw(scripts[shell]))
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: string[]) => {
      const { profileNames } = await import('../workflow/profiles.ts')
      const profiles = () => {
        try {
          return profileNames(typedAfter(words, '--project'), world)
        } catch {
          // Outside a project there are none, and a completion has nobody to tell.
          return []
        }
      }
      for (const candidate of complete(program, words, profiles)) screen.out.line(candidate)
    })
}

/** What may stand for the last of the words: commands, options, an option's choices, profiles. Empty: a file, or anything. */
function complete(program: Command, words: readonly string[], profiles: () => readonly string[]): string[] {
  const typed = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const command = before.map((word) => program.commands.find((one) => one.name() === word)).find(Boolean)
  const candidates = command === undefined ? commandsOf(program) : candidatesOf(command, typed, before.at(-1), profiles)
  return candidates.filter((candidate) => candidate.startsWith(typed))
}

function commandsOf(program: Command): string[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => command.name())
}

function candidatesOf(
  command: Command,
  typed: string,
  previous: string | undefined,
  profiles: () => readonly string[],
): readonly string[] {
  const option = command.options.find((one) => previous === one.long || previous === one.short)
  if (option !== undefined && takesValue(option)) {
    return option.long === '--profile' || option.long === '--against' ? profiles() : (option.argChoices ?? [])
  }
  if (typed.startsWith('-'))
    return command.options.flatMap(({ long, hidden }) => (hidden ? [] : (long ?? []))).concat('--help')
  return command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional
}

/** The value after an option, where it was typed already. */
function typedAfter(words: readonly string[], option: string): string | undefined {
  const at = words.indexOf(option)
  return at < 0 || at + 1 >= words.length - 1 ? undefined : words[at + 1]
}
