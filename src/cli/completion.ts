import { Argument, type Command } from 'commander'
import { KdeployError } from '../errors.ts'
import { type Shell, shellIn, shells } from './options/shells.ts'
import type { Start } from './session/session.ts'

/** Adds `completion`, which prints a shell's script, and the hidden `complete` that the script asks. */
export function addCompletion(program: Command, screen: Start['screen'], openSession: Start['openSession']): void {
  program
    .command('completion')
    .summary('print a shell completion script for commands, options and values')
    .description(
      'Prints a shell completion script: TAB then completes commands, options, profiles, kube contexts, namespaces, objects, revisions and variables. Without a shell: on a terminal it says how to install the script, elsewhere it prints that of $SHELL.',
    )
    .addArgument(shellArgument())
    .addHelpText(
      'after',
      '\nExamples:\n  source <(kdeploy completion bash)      # in ~/.bashrc\n  source <(kdeploy completion zsh)       # in ~/.zshrc, after compinit\n  kdeploy completion fish > ~/.config/fish/completions/kdeploy.fish\n  kdeploy completion powershell | Out-String | Invoke-Expression   # in $PROFILE',
    )
    .action(async (shell: string | undefined) => {
      const { describeInstalling, scripts } = await import('./completion/scripts.ts')
      if (isShell(shell)) return screen.out.raw(scripts[shell])
      if (shell !== undefined) throw shellUnknown(shell)
      const { world } = await openSession()
      const own = shellIn(world.environment)
      if (screen.out.isTerminal) screen.out.raw(describeInstalling(own))
      else if (own !== undefined) screen.out.raw(scripts[own])
      else throw shellUnknown(world.environment['SHELL'])
    })
  program
    .command('complete', { hidden: true })
    .argument('<shell>')
    .argument('[words...]')
    .action(async (shell: string, given: string[]) => {
      const { answerLines, readQuestion } = await import('./completion/answer.ts')
      const { offerFor } = await import('./completion/candidates.ts')
      const { knownTo } = await import('./completion/known.ts')
      const { world } = await openSession()
      const question = readQuestion(shell, given)
      const offer = await offerFor(program, question.words, world.environment, (line) => knownTo(world, line))
      const redact = (text: string) => world.masking.redact(text)
      for (const line of answerLines(offer, question, redact)) screen.out.raw(`${line}\n`)
    })
}

/** For help and completion; what is none of them has kdeploy's own error. */
function shellArgument(): Argument {
  const argument = new Argument('[shell]', 'the shell')
  argument.argChoices = [...shells]
  return argument
}

function isShell(word: string | undefined): word is Shell {
  return shells.some((one) => one === word)
}

function shellUnknown(shell = ''): KdeployError {
  return new KdeployError({
    code: 'shell-unknown',
    category: 'input',
    message: shell === '' ? 'no shell is given, and SHELL names none' : `there is no completion for ${shell}`,
    hint: `name one: kdeploy completion ${shells.join(', ')}`,
  })
}
