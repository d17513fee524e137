import { KdeployError } from '../../errors.ts'
import { hasHeading } from '../../expectations/snapshot.ts'
import { snapshotName } from '../../expectations/snapshot-name.ts'
import { readTestFile, type TestCase } from '../../expectations/test-file.ts'
import { nearest } from '../../nearest.ts'
import type { SetRelease } from '../../order/release.ts'
import { matchesGlob } from '../../project/files/glob.ts'
import type { Project } from '../../project/project.ts'
import { releasesOfProfile } from '../resolving/resolve-profile.ts'

/** A test and the profile that it runs for. */
export interface FoundTest {
  /** By its path from the project's folder, as is its snapshot. */
  readonly file: string
  readonly test: TestCase
  /** With its cluster, if it has several: `prod_cthulu@eu`. */
  readonly profile: string
  readonly release: SetRelease
  readonly snapshot: string
}

/** A file of tests that can't be run. */
export interface BrokenFile {
  readonly file: string
  readonly problem: KdeployError
}

/** Which tests are wanted. */
export interface TestChoice {
  /** Files and folders of tests (from the working folder), or parts of their names; empty: all. */
  readonly words: readonly string[]
  /** Empty: all. */
  readonly profiles: readonly string[]
}

/** What a project has to test, in the order of its files. */
export interface FoundTests {
  readonly tests: readonly FoundTest[]
  readonly broken: readonly BrokenFile[]
  /** Snapshots of no test; empty where some tests or files are left out or can't be read. */
  readonly unused: readonly string[]
}

/**
 * The tests of a project that are wanted: of the files and folders among the words, and those whose name contains one of the other
 * words. @throws KdeployError `test-unknown` for a word or a profile that means none, or where there are none at all
 */
export function findTests(project: Project, { words, profiles: wanted }: TestChoice): FoundTests {
  const files = project.testFiles
  if (files.length === 0) throw noTests(project)
  const chosen = files.map((file) => ({ file, words: words.filter((word) => isFile(project, file, word)) }))
  const named = words.filter((word) => !chosen.some((one) => one.words.includes(word)))
  const read = chosen
    .filter((one) => words.length === 0 || one.words.length > 0 || named.length > 0)
    .map(({ file, words: own }) => ({ file, isWhole: words.length === 0 || own.length > 0, ...readOf(project, file) }))
  const all = read.flatMap(({ file, isWhole, tests }) => tests.map((test) => ({ file, isWhole, test })))
  for (const word of named) if (!all.some(({ test }) => isNamed(test, word))) throw unknown(word, all, files, project)
  const selected = all.filter(({ isWhole, test }) => isWhole || named.some((word) => isNamed(test, word)))
  const broken = read.flatMap(({ file, isWhole, problem }) =>
    isWhole && problem !== undefined ? [{ file, problem }] : [],
  )
  const tests: FoundTest[] = []
  for (const { file, test } of selected) {
    const { releases, problem } = releasesOf(test, project)
    if (problem !== undefined) broken.push({ file, problem })
    tests.push(
      ...releases.map((release) => {
        return { file, test, profile: release.label, release, snapshot: snapshotFileOf(file, test, release) }
      }),
    )
  }
  const isComplete = words.length === 0 && broken.length === 0
  const unused = isComplete ? unusedIn(project, tests) : []
  const isOf = ({ release }: FoundTest, profile: string) => [release.profile, release.label].includes(profile)
  for (const profile of wanted) if (!tests.some((one) => isOf(one, profile))) throw untested(profile, tests)
  if (wanted.length === 0) return { tests, broken, unused }
  return { tests: tests.filter((one) => wanted.some((profile) => isOf(one, profile))), broken, unused: [] }
}

function readOf(
  project: Project,
  file: string,
): { readonly tests: readonly TestCase[]; readonly problem?: KdeployError } {
  try {
    return { tests: readTestFile(project.readFile(file) ?? '', project.nameOf(file)) }
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    return { tests: [], problem: error }
  }
}

/** A file, or a folder that it is in, as a person types it. */
function isFile(project: Project, file: string, word: string): boolean {
  const name = project.nameOf(file)
  const typed = word.replace(/^\.\//, '').replace(/\/$/, '')
  return [name, file].some((one) => one === typed || one.startsWith(`${typed}/`))
}

function isNamed({ name }: TestCase, word: string): boolean {
  return name.toLowerCase().includes(word.toLowerCase())
}

/** Each profile that is meant on each of its clusters; `prod_cthulu@eu` means one of them. */
function releasesOf({ profiles, name }: TestCase, project: Project) {
  const found = new Map<string, SetRelease>()
  const all = lazily(() => project.profiles.flatMap((profile) => releasesOfProfile(project, profile)))
  for (const pattern of profiles.value) {
    const matched = matching(pattern, project, all)
    for (const release of matched) found.set(release.label, release)
    if (matched.length > 0) continue
    const message = `no profile is like ${pattern}, which the test ${JSON.stringify(name)} is to run for`
    return {
      releases: [...found.values()],
      problem: new KdeployError({ code: 'profile-unknown', category: 'input', message, place: profiles.place }),
    }
  }
  return { releases: [...found.values()] }
}

function matching(pattern: string, project: Project, all: () => readonly SetRelease[]): readonly SetRelease[] {
  const isOnCluster = pattern.includes('@')
  if (!isOnCluster && !/[*?]/.test(pattern)) return releasesOfProfile(project, pattern)
  return all().filter(({ profile, label }) => matchesGlob(isOnCluster ? label : profile, pattern))
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** `tests/snapshots/web/the-whole-deployment.yaml`; of a test for several profiles, or clusters, each has its own. */
function snapshotFileOf(file: string, { name, isForEach }: TestCase, { label, cluster = '' }: SetRelease): string {
  const folder = file.replace(/^tests\//, 'tests/snapshots/').replace(/\.yaml$/, '')
  const own = isForEach ? label : cluster
  return `${folder}/${snapshotName(name)}${own === '' ? '' : `.${own}`}.yaml`
}

function unusedIn(project: Project, tests: readonly FoundTest[]): string[] {
  const used = new Set(tests.filter(({ test }) => test.snapshot !== undefined).map(({ snapshot }) => snapshot))
  return project.snapshotFiles.filter((file) => !used.has(file) && isOwn(project, file))
}

/** Whether kdeploy wrote this snapshot, and in this place: what is behind a link may be anybody's. */
function isOwn(project: Project, file: string): boolean {
  try {
    return !project.isLinked(file) && hasHeading(project.readFile(file) ?? '')
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    return false
  }
}

function noTests(project: Project): KdeployError {
  const message = `${project.testsFolder} has no test files (*.yaml)`
  const hint = 'docs/rendering/tests.md shows how to write one'
  return new KdeployError({ code: 'test-unknown', category: 'input', message, hint })
}

function untested(profile: string, tests: readonly FoundTest[]): KdeployError {
  const meant = nearest(profile, new Set(tests.map((one) => one.profile)))
  const question = meant === undefined ? '' : `; did you mean ${meant}?`
  return new KdeployError({
    code: 'test-unknown',
    category: 'input',
    message: `no test runs for ${profile}${question}`,
  })
}

function unknown(
  word: string,
  all: readonly { readonly test: TestCase }[],
  files: readonly string[],
  project: Project,
): KdeployError {
  const meant = nearest(word, [...all.map(({ test }) => test.name), ...files.map((file) => project.nameOf(file))])
  const question = meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`
  const message = `no test file is ${word}, and no test's name contains it${question}`
  return new KdeployError({ code: 'test-unknown', category: 'input', message })
}
