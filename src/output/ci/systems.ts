import type { FoldedLog } from '../terminal/screen.ts'
import { githubLog } from './github-log.ts'
import { gitlabLog } from './gitlab-log.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A CI system whose log kdeploy knows how to fold. */
interface System {
  /** The variable that is `true` in its jobs. */
  readonly variable: string
  /** The variable that holds the folder of the repository, to which the system's paths are relative. */
  readonly workspace: string
  /** `run` tells the folds of two runs in one job apart; `now` in milliseconds since 1970. */
  log(run: string, now: () => number): FoldedLog
}

/** Forgejo and Gitea set GitHub's variables, and understand the same commands. */
export const systems = {
  github: { variable: 'GITHUB_ACTIONS', workspace: 'GITHUB_WORKSPACE', log: githubLog },
  gitlab: { variable: 'GITLAB_CI', workspace: 'CI_PROJECT_DIR', log: gitlabLog },
} as const satisfies Readonly<Record<string, System>>

export type CiSystem = keyof typeof systems

const names = Object.keys(systems) as CiSystem[]

/** The system for which a run writes: the chosen one, or with `auto` that of the job; undefined for none. */
export function ciSystem(choice: CiSystem | 'auto' | 'none', environment: Environment): CiSystem | undefined {
  if (choice === 'none') return undefined
  return choice === 'auto' ? names.find((name) => environment[systems[name].variable] === 'true') : choice
}

/** The folder of the repository, as the job's variables tell it; undefined outside of a job. First of all as `chosen` calls it. */
export function workspaceOf(environment: Environment, chosen: CiSystem | undefined): string | undefined {
  const own = chosen === undefined ? [] : [chosen]
  const folders = [...own, ...names].map((name) => environment[systems[name].workspace])
  return folders.find((folder) => folder !== undefined && folder !== '')
}
