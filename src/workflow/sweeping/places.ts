import { joinNames } from '../../counts.ts'
import { KdeployError } from '../../errors.ts'
import type { Guard } from '../../profile/settings.ts'
import type { Project } from '../../project/project.ts'
import { resolveOptions } from '../resolving/open-profile.ts'
import { type ProfileSummary, releasesOfProfile, summarizeProfile } from '../resolving/resolve-profile.ts'
import { openTemplates } from '../resolving/templates.ts'
import { inputWithoutOptions } from '../run/input.ts'
import type { ClusterTarget, World } from '../run/world.ts'

/** What is given on the command line of where to look. */
export interface GivenPlace {
  readonly namespace: string | undefined
  readonly allNamespaces: boolean
  readonly target: ClusterTarget
}

/** A kube context; undefined: the current one. */
export interface LookedThrough {
  readonly kubeContext: string | undefined
  /** undefined: all. `given`: the kube context's own namespace. */
  namespaces(given: string): readonly (string | undefined)[]
}

/** Where a project's profiles deploy, and what their guards say. */
export class ProjectPlaces {
  readonly #summaries = new Map<string, ProfileSummary[]>()
  readonly #problems = new Map<string, KdeployError>()

  /** Reads the project's files alone. What depends on a variable that nobody gave is a problem, not an error. */
  static async read(project: Project, folder: string | undefined, world: World): Promise<ProjectPlaces> {
    const places = new ProjectPlaces()
    const templates = openTemplates(project, world)
    for (const { profile, cluster } of project.profiles.flatMap((name) => releasesOfProfile(project, name))) {
      const input = { ...inputWithoutOptions(profile, folder), cluster }
      try {
        const summary = await summarizeProfile(project, profile, resolveOptions(input, templates, undefined, world))
        places.#summaries.set(profile, [...(places.#summaries.get(profile) ?? []), summary])
      } catch (error) {
        if (!(error instanceof KdeployError)) throw error
        places.#problems.set(profile, error)
      }
    }
    return places
  }

  /** That some profiles don't say where they deploy; undefined where all do. */
  get problem(): string | undefined {
    const [[, error] = []] = this.#problems
    if (error === undefined) return undefined
    return `where ${joinNames([...this.#problems.keys()], 3)} deploys is unknown, and not looked through (-n or -A does): ${error.message}`
  }

  lookedThrough({ namespace, allNamespaces, target }: GivenPlace): readonly LookedThrough[] {
    const all = [...this.#summaries.values()].flat()
    const contexts =
      target.kubeContext === undefined
        ? new Set(all.map(({ kubeContext }) => kubeContext))
        : new Set([target.kubeContext])
    if (contexts.size === 0) contexts.add(undefined)
    return [...contexts].map((kubeContext) => ({
      kubeContext,
      namespaces(given) {
        if (allNamespaces) return [undefined]
        if (namespace !== undefined) return [namespace]
        const here = all.filter((one) => target.kubeContext !== undefined || one.kubeContext === kubeContext)
        return [...new Set(here.map((one) => one.namespace ?? given))].sort()
      },
    }))
  }

  /**
   * The guards that a release of a profile must meet: those for this kube context, else all that the profile has; none where the profile is gone.
   * @throws KdeployError what is wrong with the profile, where that hides its guard
   */
  guardsOf(profile: string, kubeContext: string | undefined): readonly Guard[] {
    const problem = this.#problems.get(profile)
    if (problem !== undefined) throw problem
    const summaries = this.#summaries.get(profile) ?? []
    const here = summaries.filter((one) => one.kubeContext === kubeContext)
    return (here.length > 0 ? here : summaries).map(({ guard }) => guard)
  }
}
