import { Argument, type Command } from 'commander'
import { oneLine } from '../printable.ts'
import type { Suggestion } from '../workflow/suggest.ts'
import { type Candidate, candidatesFor, type Known, type Line } from './candidates.ts'
import type { Session, Start } from './session/session.ts'

/**
 * What each shell runs to ask `kdeploy complete` about the words typed so far; it answers with a line for each candidate, a tab before its
 * description. Where it knows nothing, files are offered. bash splits words at = and :, and replaces the last part alone.
 */
const scripts = {
  bash: `_kdeploy() {
  local line="\${COMP_LINE:0:COMP_POINT}" typed part words IFS=$' \\t\\n'
  read -ra words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  typed="\${words[\${#words[@]}-1]}"
  IFS=$'\\n'
  COMPREPLY=($(kdeploy complete -- "\${words[@]:1}" 2>/dev/null | cut -f1))
  for part in = :; do
    if [[ \${#COMPREPLY[@]} -gt 0 && "$COMP_WORDBREAKS" == *"$part"* && "$typed" == *"$part"* ]]; then
      COMPREPLY=("\${COMPREPLY[@]#"\${typed%"$part"*}$part"}")
      typed="\${typed##*"$part"}"
    fi
  done
}
complete -o default -F _kdeploy kdeploy
`,
  zsh: `#compdef kdeploy
_kdeploy() {
  local -a found values shown
  local one
  found=("\${(@f)$(kdeploy complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -z "$found" ]]; then _files; return; fi
  for one in $found; do
    values+=("\${one%%$'\\t'*}")
    shown+=("\${one/$'\\t'/  -- }")
  done
  if [[ "$found" == *$'\\t'* ]]; then compadd -l -d shown -- $values; else compadd -- $values; fi
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
export function addCompletion(program: Command, screen: Start['screen'], openSession: Start['openSession']): void {
  program
    .command('completion')
    .summary('print a shell completion script for commands, options and values')
    .description('Prints a shell completion script for commands, options and their values.')
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
      const { world } = await openSession()
      const { PROFILE = '' } = world.environment
      const found = await candidatesFor(program, words, PROFILE === '' ? undefined : PROFILE, (line) =>
        knownTo(world, line),
      )
      for (const candidate of found.filter(isOneWord)) screen.out.line(lineOf(candidate))
    })
}

/** What the project, the kubeconfig and the cluster know. A completion has nobody to tell of an error. */
function knownTo(world: Session['world'], line: Line): Known {
  const project = line.given('project')
  const [kubeconfig, kubeContext] = [line.given('kubeconfig'), line.given('context')]
  const given = { project, namespace: line.given('namespace'), target: { kubeconfig, kubeContext } }
  return {
    profiles: () =>
      suggestions(async () => {
        const { profileNames } = await import('../workflow/profiles.ts')
        return profileNames(project, world).map((value) => ({ value, description: '' }))
      }),
    templates: () => suggestions(async () => (await suggesting()).suggestTemplates(project, world)),
    kubeContexts: () => suggestions(async () => (await suggesting()).suggestKubeContexts(kubeconfig, world)),
    variables: (profile) => suggestions(async () => (await suggesting()).suggestVariables(profile, project, world)),
    revisions: (profile) => suggestions(async () => (await suggesting()).suggestRevisions(profile, given, world)),
  }
}

function suggesting(): Promise<typeof import('../workflow/suggest.ts')> {
  return import('../workflow/suggest.ts')
}

async function suggestions(find: () => Promise<readonly Suggestion[]>): Promise<readonly Suggestion[]> {
  try {
    return await find()
  } catch {
    return []
  }
}

/** What a shell would split, or take for two, can't be offered. */
function isOneWord({ value }: Candidate): boolean {
  return value !== '' && oneLine(value) === value
}

function lineOf({ value, description }: Candidate): string {
  const shown = oneLine(description)
  return shown === '' ? value : `${value}\t${shown}`
}
