import { Option } from 'commander'
import { type ClusterOptions, targetOf } from '../options/cluster-options.ts'
import { collect } from '../options/repeatable.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends ClusterOptions {
  readonly name?: string
  readonly template?: string
  readonly image?: string
  readonly port?: string
  readonly envTypes?: string
  readonly namespace?: string
  readonly package?: boolean
  readonly from?: readonly string[]
  readonly selector?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
}

/** The templates of the library, as a start can list them without reading it. */
export const libraryTemplateNames = [
  'web',
  'worker',
  'cron-job',
  'migration',
  'stateful-set',
  'autoscaler',
  'config',
  'headless-service',
  'ingress',
  'karmada',
  'keda',
  'monitoring',
  'network-policy',
  'volume-claim',
]

function templateOption(): Option {
  const option = new Option('-t, --template <names>', 'templates of the library, as a list: web,worker')
  // For help and completion; a list of them is no choice to commander.
  option.argChoices = libraryTemplateNames
  return option
}

export const init: CliCommand<Options> = {
  runsPrograms: false,
  writes: true,
  configure: (program) =>
    program
      .command('init')
      .summary('write a new project: from templates, live objects or plain YAML')
      .description(
        'Writes a project that is ready to be validated and applied into a folder: kdeploy.yaml, profiles and templates. On a terminal it asks for what no option says; elsewhere, and with --yes, defaults count. Nothing that exists is written over: where a file is in the way, nothing is written. With --from, the templates are what runs in a cluster, cleaned of what the server writes, or plain YAML, such as the output of helm template or kustomize build (docs/start/init.md).',
      )
      .argument('[folder]', 'where to; it is created if it is missing (default: the current folder)')
      .option(
        '--name <name>',
        "the project's name, which its objects get (default: the folder's; with --from, a live workload's)",
      )
      .addOption(templateOption())
      .option('--image <image>', 'the image that the workloads run')
      .option('--port <port>', 'the port that it listens on')
      .option('--env-types <names>', 'a profile for each: dev,prod')
      .option(
        '-n, --namespace <namespace>',
        'namespace, which may have {{ env_type }} in it; with --from, where the live objects are',
      )
      .option('--package', 'use the templates of the npm package kdeploy, rather than a copy of them')
      .option(
        '--from <what>',
        'KIND/NAME of a live object, "all" of a namespace, or a file or folder of plain YAML, - for stdin; repeatable',
        collect,
      )
      .option('-l, --selector <labels>', 'with --from all: only objects with these labels, e.g. app=web')
      .option('--context <name>', 'kube context of the live objects (default: the current one)')
      .option('--kubeconfig <file>', 'kubeconfig file (default: as kubectl finds it)')
      .option('--dry-run', 'print the files instead of writing them')
      .option('-y, --yes', "don't ask")
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy init\n  kdeploy init shop --template web,worker --image registry.example.com/shop:1.0 --yes\n  kdeploy init --from deployment/web --from service/web -n shop\n  kdeploy init --from all -l app=web\n  helm template web ./chart | kdeploy init web --from -',
      ),

  async run({ world, screen }, [folder], options) {
    const { initProject } = await import('../../workflow/init.ts')
    const { showInit } = await import('../../output/init.ts')
    const { name, template, image, port, envTypes, namespace, from = [], selector } = options
    const input = {
      folder,
      name,
      templates: template,
      image,
      port,
      envTypes,
      namespace,
      usesPackage: options.package === true,
      from,
      selector,
      target: targetOf(options),
      yes: options.yes === true,
      dryRun: options.dryRun === true,
    }
    showInit(await initProject(input, world, (line) => screen.err.line(line)), screen)
    return exitCodes.done
  },
}
