import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { runProgram } from '../program.ts'
import { repository } from '../projects/project.ts'
import type { ShopRepository } from './shop-repository.ts'
import type { JobLog } from './shown-log.ts'

export interface ActOptions {
  /** The event, with the payload of its webhook. */
  readonly event: 'push' | 'pull_request' | 'workflow_dispatch'
  readonly payload?: object
  readonly workflow: string
  /** This job, and those that it needs. */
  readonly job?: string
  /** That of the job. */
  readonly token?: string
  readonly secrets?: Readonly<Record<string, string>>
  readonly variables?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}

export interface PipelineRun {
  readonly exitCode: number
  /** In the order of the pipeline's file. */
  readonly jobs: readonly JobLog[]
}

interface Line {
  readonly jobID?: string
  readonly msg?: string
  readonly raw_output?: boolean
  readonly stage?: string
  readonly step?: string
  readonly jobResult?: string
  readonly command?: string
}

/** Runs a workflow of the example by act, on this machine; GitHub's own actions are replaced by stand-ins. */
export async function runAct(act: string, shop: ShopRepository, options: ActOptions): Promise<PipelineRun> {
  const around = join(shop.folder, '..')
  const actions = join(around, 'actions')
  await cp(join(repository, 'test/support/pipelines/stand-ins/actions'), actions, { recursive: true })
  await mkdir(join(actions, 'kdeploy'), { recursive: true })
  for (const file of ['action.yml', 'package.json']) await cp(join(repository, file), join(actions, 'kdeploy', file))
  const { event, workflow, job, secrets = {}, variables = {}, payload = {} } = options
  const file = join('.github/workflows', workflow)
  const text = await readFile(join(shop.folder, file), 'utf8')
  const used = [...text.matchAll(/uses: ((?:kdeploy|actions)\/([a-z-]+)@\S+)/g)].map(
    ([, uses = '', name = '']) => [uses, name] as const,
  )
  const replaced = new Map(used.filter(([, name]) => name !== 'checkout'))
  const each = (option: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`])
  const args = [
    event,
    ...['--workflows', file, '--platform', 'ubuntu-latest=-self-hosted'],
    ...[
      '--json',
      '--no-cache-server',
      '--action-cache-path',
      join(around, 'act'),
      '--eventpath',
      join(around, 'event.json'),
    ],
    ...(job === undefined ? [] : ['--job', job]),
    ...[...replaced].flatMap(([name, folder]) => ['--local-repository', `${name}=${join(actions, folder)}`]),
    ...each('--secret', { GITHUB_TOKEN: options.token ?? 'the-token-of-the-job', ...secrets }),
    ...each('--var', variables),
    ...each('--env', options.env ?? {}),
  ]
  await writeFile(join(around, 'event.json'), JSON.stringify(payload))
  const { stdout, stderr, exitCode } = await runProgram(act, args, {
    cwd: shop.folder,
    env: shop.environment,
  })
  const names = Object.keys((load(text) as { jobs: object }).jobs)
  // In the workflow's order: that of jobs that run at once differs.
  const jobs = jobsOf(`${stdout}${stderr}`).sort((a, b) => names.indexOf(a.job) - names.indexOf(b.job))
  if (jobs.length === 0) throw new Error(`act ran no job:\n${stdout}${stderr}`)
  return { exitCode, jobs }
}

/** What each job's page at GitHub shows: the steps with their output, and what follows from them. */
function jobsOf(output: string): JobLog[] {
  const jobs = new Map<string, { log: string; result: string }>()
  for (const line of output.split('\n')) {
    const parsed = parse(line)
    if (parsed?.jobID === undefined) continue
    const job = jobs.get(parsed.jobID) ?? { log: '', result: 'not finished' }
    jobs.set(parsed.jobID, { log: job.log + shownPart(parsed), result: parsed.jobResult ?? job.result })
  }
  return [...jobs].map(([job, { log, result }]) => ({ job, log, result }))
}

function parse(line: string): Line | undefined {
  try {
    return JSON.parse(line) as Line
  } catch {
    return undefined
  }
}

/** A step's summary is on the page of the run, not in its log. */
const unshown: ReadonlySet<string> = new Set(['set-output', 'summary'])

function shownPart({ msg = '', raw_output, command, stage, step = '' }: Line): string {
  if (raw_output === true) return msg
  // act carries workflow commands out, and GitHub shows them: an annotation, a group.
  if (command !== undefined) return unshown.has(command) ? '' : `${msg.trim()}\n`
  if (/^exit status \d+$/.test(msg)) return `${msg}\n`
  if (stage !== 'Main' || /checkout/.test(step)) return ''
  const [, name] = /^\s*⭐ Run Main (.*)/.exec(msg) ?? []
  return name === undefined ? '' : `--- ${name}\n`
}
