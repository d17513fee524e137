import { KdeployError } from '../../errors.ts'
import type { TestVariables } from '../../expectations/test-file.ts'
import type { FieldPath } from '../../field-path.ts'
import { stringifyJson } from '../../json.ts'
import { isMap, type Json } from '../../json-map.ts'
import { scopeWithoutCluster } from '../../manifest/scope.ts'
import type { Manifest } from '../../manifest/types.ts'
import type { SetRelease } from '../../order/release.ts'
import { textsOfFields } from '../../plan/masking/mask.ts'
import type { Project } from '../../project/project.ts'
import { type MapNode, mapNode, toNode } from '../../variables/tree.ts'
import { checkExposedSecrets } from '../rendering/check-exposed-secrets.ts'
import { checkManifests } from '../rendering/finish-manifests.ts'
import { renderOpened } from '../rendering/render-opened.ts'
import { aliasesOfTemplates } from '../resolving/expand-aliases.ts'
import { resolveOpened } from '../resolving/open-profile.ts'
import { openTemplates, type Templates } from '../resolving/templates.ts'
import { withUsedVariables } from '../resolving/used-variables.ts'
import type { Emit } from '../run/events.ts'
import { inputWithoutOptions } from '../run/input.ts'
import type { World } from '../run/world.ts'
import type { FoundTest } from './find-tests.ts'

/** What a profile renders to, or why it doesn't. */
export type Rendered = { readonly manifests: readonly Manifest[] } | { readonly problem: KdeployError }

/**
 * What the tests of a project need rendered, without any cluster, command, secret store or environment variable: each profile once
 * for all tests that give it the same variables. Warnings of those go to `emit`.
 */
export class Renders {
  readonly #project: Project
  readonly #templates: Templates
  readonly #world: World
  readonly #emit: Emit
  readonly #known = new Map<string, Promise<Rendered>>()

  constructor(project: Project, world: World, emit: Emit) {
    this.#project = project
    // What a machine happens to have set would make its own snapshots, and might be a secret.
    this.#world = { ...world, environment: {} }
    this.#templates = openTemplates(project, this.#world)
    this.#emit = emit
  }

  of({ release, test }: Pick<FoundTest, 'release' | 'test'>): Promise<Rendered> {
    const { variables, without } = test
    const key = JSON.stringify([release.label, variables && keyOf(variables), without.map(({ value }) => value)])
    const rendered = this.#known.get(key) ?? this.#render(release, test)
    this.#known.set(key, rendered)
    return rendered
  }

  async #render(release: SetRelease, test: FoundTest['test']): Promise<Rendered> {
    try {
      return { manifests: await this.#manifestsOf(release, test) }
    } catch (error) {
      if (!(error instanceof KdeployError)) throw error
      return { problem: error }
    }
  }

  /** By the names that templates write, with the checks that an apply does without a cluster. */
  async #manifestsOf({ profile, cluster }: SetRelease, { variables, without }: FoundTest['test']): Promise<Manifest[]> {
    const [project, world, emit] = [this.#project, this.#world, this.#emit]
    const opened = await resolveOpened(
      project,
      this.#templates,
      inputWithoutOptions(profile, project.folder, cluster),
      undefined,
      world,
      {
        given: variables && treeOf(variables),
        without,
        warn: (message, place) => emit({ type: 'warning', message, place }),
      },
    )
    const rendered = await world.compute(() => renderOpened(opened, opened.profile.templates))
    const manifests = checkManifests(
      withUsedVariables(rendered, opened.profile, aliasesOfTemplates(this.#templates)),
      {
        namespace: opened.profile.namespace,
        explicit: false,
        namespaced: scopeWithoutCluster(rendered.map(({ object }) => object)),
      },
      world.masking.mask,
    )
    if (project.strictSecrets) checkExposedSecrets(manifests, true, () => {})
    world.masking.registerSecrets(manifests.flatMap(textsOfFields))
    return manifests
  }
}

/** Equal for variables that templates can't tell apart: `1.0` is not `1` to them. */
function keyOf({ values, isFloat }: TestVariables): string {
  return `${stringifyJson(values)} ${JSON.stringify(floatsIn(values, isFloat, []))}`
}

function floatsIn(value: Json, isFloat: TestVariables['isFloat'], path: FieldPath): FieldPath[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => floatsIn(item, isFloat, [...path, index]))
  if (isMap(value)) return Object.entries(value).flatMap(([key, item]) => floatsIn(item, isFloat, [...path, key]))
  return Number.isInteger(value) && isFloat(path) ? [path] : []
}

/** As a --values file. */
function treeOf({ values, placeOf, isFloat }: TestVariables): MapNode {
  const by = (path: FieldPath) => ({ label: placeOf([]).file, place: placeOf(path) })
  const node = toNode(values, { by, isFloat, template: true })
  return node.kind === 'map' ? node : mapNode([], node.by)
}
