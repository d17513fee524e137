import { Option } from 'commander'
import { throwCollected } from '../../errors.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options {
  readonly project?: string
  readonly output: 'text' | 'json'
}

export const profiles: CliCommand<Options> = {
  runsPrograms: false,
  configure: (program) =>
    program
      .command('profiles')
      .summary('list all profiles')
      .description('Lists all profiles with env type, namespace, kube context and templates. Contacts no cluster.')
      .option(
        '--project <folder>',
        'folder with kdeploy.yaml or templates/ (default: the nearest parent folder that has one)',
      )
      .addOption(new Option('-o, --output <format>', 'output format').choices(['text', 'json']).default('text'))
      .addHelpText('after', '\nExamples:\n  kdeploy profiles\n  kdeploy profiles -o json | jq -r ".[].profile"'),

  async run({ world, screen }, _args, { project, output }) {
    const { listProfiles } = await import('../../workflow/profiles.ts')
    const { showProfiles } = await import('../../output/profiles.ts')
    const list = await listProfiles(project, world)
    showProfiles(list.profiles, output, screen.out)
    throwCollected(list.problems, (count) => `${count} problems prevent profiles from being listed`)
    return exitCodes.done
  },
}
