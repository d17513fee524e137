import type { Cluster } from '../../cluster/api/cluster.ts'
import type { CommentPlace, NoPlace } from '../../comments/comment-place.ts'
import type { Commit } from '../../git/commit.ts'
import type { Release } from '../../history/records/release.ts'
import type { RevisionRun } from '../../history/records/revision.ts'
import { type HistoryKeys, keyVariable, parseHistoryKeys } from '../../history/signing/keys.ts'
import type { StoredRevision } from '../../history/store.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Masking } from '../../masking/masking.ts'
import type { Plan } from '../../plan/types.ts'
import type { Impersonation } from '../../shell-words.ts'

/** How to reach a cluster; each undefined one as kubectl decides it. */
export interface ClusterTarget {
  readonly kubeconfig: string | undefined
  readonly kubeContext: string | undefined
  /** Default: as the kubeconfig says. */
  readonly as?: Impersonation | undefined
}

/** A kube context, by its name, with the names of its cluster and, where it has one, its namespace. */
export interface KubeContextEntry {
  readonly name: string
  readonly cluster: string
  readonly namespace: string | undefined
}

/** What a person answers before the first write. */
export type Answer = 'yes' | 'no' | 'diff'

/** Asks one question after the other. */
export type AskLine = (question: string) => Promise<string | undefined>

/** Runs what asks for texts; an answer is undefined where the input has ended. */
export type Talk = <Result>(talk: (ask: AskLine) => Promise<Result>) => Promise<Result>

/** How a program that has the terminal ended; `problem`: it could not be started, by the system's code (`ENOENT`) where there is one. */
export type ProgramEnd = { readonly exitCode: number } | { readonly signal: string } | { readonly problem: string }

/** The command line of a program. */
export type Argv = readonly [string, ...string[]]

/** What two folders hold: texts by the names of their files. */
export interface ComparedFiles {
  readonly live: ReadonlyMap<string, string>
  readonly merged: ReadonlyMap<string, string>
}

/** Takes one line. */
export type Trace = (line: string) => void

/** What a release of a set knows of the set, and what the set is told of it. */
export interface RunSet {
  /** How many releases there are. */
  readonly releases: number
  readonly allOrNothing: boolean
  /** The history of the release was read. */
  sawHistory(cluster: Cluster, release: Release, history: readonly StoredRevision[]): void
  /** The run is about to record its first revision of it. */
  begin(): Promise<void>
  /** The namespace of the Lease by which the run says that it is on its way, once it began. */
  readonly lease: string | undefined
  /** The run recorded a revision of it, as pending. */
  recorded(revision: StoredRevision): void
  /** A plan was carried out, or it was tried. */
  carriedOut(plan: Pick<Plan, 'changes'>): void
  /** What the first plan that was carried out found on the cluster of what it changed: evidence for an undo of it. */
  readonly foundBefore: readonly KubeObject[]
}

/** The run as its revisions record it. */
export function runOf({ run: id, set }: Pick<World, 'run' | 'set'>): RevisionRun {
  if (set === undefined) return { id, releases: 1 }
  const { releases, allOrNothing, lease } = set
  return { id, releases, allOrNothing: allOrNothing || undefined, lease }
}

/** A program that is run beside a command of kdeploy's. */
export interface ToldProgram {
  readonly argv: Argv
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Milliseconds after which it is ended. */
  readonly timeout: number
  /** Takes each line that it prints, without its line break. */
  readonly tell: (line: string) => void
}

/** Everything outside that a use case touches, so that none reaches for it itself. */
export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly workingFolder: string
  readonly version: string
  /** What this run knows of sensitive values; what goes to stderr passes through it. */
  readonly masking: Masking
  /** Milliseconds since 1970, for times that are shown or recorded. It may step, so it measures no duration. */
  wallClock(): number
  /** Milliseconds since some moment: every duration and time limit. It never steps. */
  monotonicClock(): number
  sleep(milliseconds: number): Promise<void>
  /** Who deploys, for the history and the lock: `user@host`, or the CI job's URL. */
  readonly deployer: string
  /** Makes no request yet. `unattended`: nobody can log in, and all ends when the signal aborts. */
  connect(target: ClusterTarget, trace: Trace | undefined, unattended?: AbortSignal): Promise<Cluster>
  /** What the kubeconfig has; undefined: as kubectl finds it. */
  kubeContexts(kubeconfig: string | undefined): Promise<readonly KubeContextEntry[]>
  /** `--verbose`: told what is read, asked and done, by names only; undefined where nobody listens. */
  readonly trace?: Trace | undefined
  /** Asks the question that is the last line, which a person may want to see the diff for first; undefined where stdin is no terminal. */
  readonly ask: ((lines: readonly string[]) => Promise<Answer>) | undefined
  /** Asks for one text after the other; undefined where stdin is no terminal. */
  readonly talk?: Talk | undefined
  /** No program may be run for a profile's sources. Default false. */
  readonly noCommands?: boolean | undefined
  /** The whole of stdin, for the option (`--values -`) that asks. @throws KdeployError `stdin-unusable` where another one had it, or it is a terminal */
  readStdin(by: string): Buffer
  /** Aborts on SIGINT, SIGTERM and SIGHUP, with the signal's name. */
  readonly interrupted: AbortSignal
  /** Whether nobody reads what goes to stdout any more, as far as something was written: what only shows something may end. */
  isUnread(): boolean
  /**
   * Runs what may take long without a turn of the event loop, so that no handler of a signal would run: a signal ends the
   * process at once. So nothing may need an orderly end meanwhile: no lock, no request, no child process. Throws the signal's
   * reason where one came before.
   */
  compute<Result>(work: () => Result | Promise<Result>): Promise<Result>
  /** Shows a text with a pager, a program that a person has set. Returns once it is quit. */
  page(argv: Argv, text: string): Promise<ProgramEnd>
  /** Runs a program without a shell and with nothing to read, until it ends, its time is over, or a signal comes; it ends with all that it started. */
  runTold(program: ToldProgram): Promise<ProgramEnd | 'time' | 'interrupted'>
  /** Runs a person's own diff on two folders, which are there as long as it runs; it writes where kdeploy does. */
  compareFolders(argv: Argv, files: ComparedFiles): Promise<ProgramEnd>
  /** The merge request that the CI job runs for; makes no request yet, and makes its token a known secret. */
  openCommentPlace(trace: Trace | undefined): Promise<CommentPlace | NoPlace>
  /**
   * A commit of the git repository that a folder is in, read without touching the work tree or the index. @throws KdeployError
   * `git-unusable`, `commit-unknown`
   */
  openCommit(revision: string, folder: string, trace: Trace | undefined): Promise<Commit>
  /** The identity of this run, which its revisions record: it sorts by time, `20261130T035812-9f3c`. */
  readonly run: string
  /** The set that the release belongs to. Default: it is the only one. */
  readonly set?: RunSet | undefined
  /** Makes what the releases of a set share, by a key of its own, at most once. Default: each makes its own. */
  once?<Made>(key: string, make: () => Made): Made
  /** Called before a run loads thousands of objects. */
  expectLargeRun(): void
}

/** What templates need of a world: the variables of the process, and what the releases of a set share. */
export type TemplateWorld = Pick<World, 'environment' | 'once'>

/** The keys that sign what a release records, which are known secrets from then on. @throws KdeployError `history-key-invalid` */
export function historyKeys({ environment, masking }: Pick<World, 'environment' | 'masking'>): HistoryKeys {
  const keys = parseHistoryKeys(environment[keyVariable])
  masking.registerSecrets(keys.map(({ secret }) => secret))
  return keys
}
