import { Option } from 'commander'
import { throwCollected } from '../../errors.ts'
import type { GraphFormat } from '../../output/profile-graph.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options {
  readonly project?: string
  readonly output: 'text' | 'json'
  readonly schema?: boolean
  readonly graph?: GraphFormat
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
      .addOption(
        new Option('-o, --output <format>', 'json: one JSON document on stdout')
          .choices(['text', 'json'])
          .default('text'),
      )
      .option(
        '--schema',
        "instead print the JSON Schema of profile files for editors, with the project's own variables (kdeploy.yaml's schema)",
      )
      .addOption(
        new Option(
          '--graph [format]',
          'instead print what profiles need, by levels: text, dot for Graphviz, or mermaid for Markdown',
        )
          .choices(['text', 'dot', 'mermaid'] satisfies GraphFormat[])
          .preset('text')
          .conflicts(['output', 'schema']),
      )
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy profiles\n  kdeploy profiles -o json | jq -r ".[].profile"\n  kdeploy profiles --graph dot | dot -Tsvg > profiles.svg\n  kdeploy profiles --schema > profile.schema.json',
      ),

  async run({ world, screen }, _args, { project, output, schema, graph }) {
    if (graph !== undefined) {
      const { graphProfiles } = await import('../../workflow/profile-graph.ts')
      const { showProfileGraph } = await import('../../output/profile-graph.ts')
      showProfileGraph(await graphProfiles(project, world), graph, screen.out)
      return exitCodes.done
    }
    const { listProfiles, profileSchema } = await import('../../workflow/profiles.ts')
    const { showProfiles } = await import('../../output/profiles.ts')
    if (schema === true) {
      screen.out.json(profileSchema(project, world), 2)
      return exitCodes.done
    }
    const list = await listProfiles(project, world)
    showProfiles(list.profiles, output, screen.out)
    throwCollected(list.problems, (count) => `${count} problems prevent profiles from being listed`)
    return exitCodes.done
  },
}
