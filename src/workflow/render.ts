import { KdeployError, type Place } from '../errors.ts'
import { describeRef, refOf } from '../manifest/identity.ts'
import { scopeWithoutCluster } from '../manifest/scope.ts'
import { isSecret } from '../manifest/secret.ts'
import type { Manifest, ObjectRef } from '../manifest/types.ts'
import type { Masker } from '../masking/masking.ts'
import { maskObject } from '../plan/masking/mask.ts'
import { templateOption } from '../project/templates.ts'
import { writeYaml } from '../yaml/write.ts'
import { finishManifests } from './rendering/finish-manifests.ts'
import { maskText } from './rendering/mask-text.ts'
import { renderOpened } from './rendering/render-opened.ts'
import { type OpenedProfile, openProfile } from './resolving/open-profile.ts'
import { withConnection } from './run/connect.ts'
import type { ProfileInput } from './run/input.ts'
import { phase } from './run/phase.ts'
import type { RenderedManifest, RenderedText } from './run/results.ts'
import type { World } from './run/world.ts'

export interface RenderOptions {
  /** Ask no cluster: each live source's `example` stands for it. */
  readonly offline: boolean
  /** Only these templates of the profile's, by name or glob; empty: all. */
  readonly only: readonly string[]
  /** What becomes of sensitive values; `refuse` where the output could be applied or kept by accident. */
  readonly secrets: 'show' | 'mask' | 'refuse'
}

/** A profile's manifests as YAML, in the order of its templates. */
export function renderManifests(
  input: ProfileInput,
  options: RenderOptions,
  world: World,
): Promise<RenderedManifest[]> {
  return withConnection(input.target, world, async (connect) => {
    const opened = await openProfile(input, options.offline ? undefined : connect, world)
    const rendered = await phase(world, 'render', () =>
      world.compute(() => renderOpened(opened, namesOf(opened, options))),
    )
    const manifests = finishManifests(
      rendered,
      {
        namespace: opened.profile.namespace,
        explicit: input.namespace !== undefined,
        namespaced: scopeWithoutCluster(rendered.map(({ object }) => object)),
      },
      world.masking.mask,
    )
    return protect(options, world, (maskAt) =>
      manifests.map((manifest) => {
        const mask = maskAt(manifest.placeOf(manifest.sensitive[0]?.path ?? []))
        return {
          template: opened.project.fileOf(manifest.template),
          yaml: writeYaml(mask === undefined ? manifest.object : maskObject(manifest.object, [manifest], mask)),
        }
      }),
    )
  })
}

export interface RenderObjectsOptions extends Pick<RenderOptions, 'offline' | 'only'> {
  /** Whether Secrets with sensitive values are left out; else they are refused, as is what else holds such a value. */
  readonly omitSecrets: boolean
}

/**
 * A profile's manifests as YAML, none of which holds a sensitive value, for what is kept. @throws KdeployError
 * `secrets-in-output`
 */
export function renderObjects(
  input: ProfileInput,
  options: RenderObjectsOptions,
  world: World,
): Promise<RenderedObjects> {
  return withConnection(input.target, world, async (connect) => {
    const opened = await openProfile(input, options.offline ? undefined : connect, world)
    const rendered = await phase(world, 'render', () =>
      world.compute(() => renderOpened(opened, namesOf(opened, options))),
    )
    const choice = {
      namespace: opened.profile.namespace,
      explicit: input.namespace !== undefined,
      namespaced: scopeWithoutCluster(rendered.map(({ object }) => object)),
    }
    const manifests = finishManifests(rendered, choice, world.masking.mask)
    const isOpen = (manifest: Manifest) => {
      let open = true
      maskObject(manifest.object, [manifest], (value) => {
        open = false
        return world.masking.mask(value)
      })
      return open
    }
    const omitted = manifests.filter(
      (manifest) => options.omitSecrets && isSecret(manifest.object) && !isOpen(manifest),
    )
    const kept = manifests.filter((manifest) => !omitted.includes(manifest))
    const exposing = kept.find((manifest) => !isOpen(manifest))
    if (exposing !== undefined) {
      throw new KdeployError({
        code: 'secrets-in-output',
        category: 'input',
        message: `${describeRef(refOf(exposing.object))} holds sensitive values, which must not get out in clear`,
        place: exposing.placeOf(exposing.sensitive[0]?.path ?? []),
        hint: isSecret(exposing.object)
          ? '--secrets omit leaves such Secrets out; let the cluster make them, by External Secrets for example (docs/rendering/secret-stores.md)'
          : 'let it refer to a Secret; set sensitive: false on a source that holds no secrets',
      })
    }
    return {
      objects: kept.map((manifest) => ({
        ref: refOf(manifest.object),
        template: opened.project.fileOf(manifest.template),
        yaml: writeYaml(manifest.object),
      })),
      omitted: omitted.map(({ object }) => refOf(object)),
    }
  })
}

export interface RenderedObjects {
  readonly objects: readonly (RenderedManifest & { readonly ref: ObjectRef })[]
  readonly omitted: readonly ObjectRef[]
}

/** The text of each of a profile's templates, exactly as Jinja2 renders it. */
export function renderTexts(input: ProfileInput, options: RenderOptions, world: World): Promise<RenderedText[]> {
  return withConnection(input.target, world, async (connect) => {
    const opened = await openProfile(input, options.offline ? undefined : connect, world)
    const { templates, profile } = opened
    const names = namesOf(opened, options)
    const render = () =>
      protect(options, world, (maskAt) =>
        names.map((template) => {
          const mask = maskAt({ file: opened.project.fileOf(template) })
          if (mask === undefined) return { template, text: templates.render(template, profile.variables) }
          return { template, text: maskText(templates.renderWithPlaces(template, profile.variables), mask) }
        }),
      )
    return phase(world, 'render', () => world.compute(render))
  })
}

/** Shows, masks, or refuses to show, with the place of the first sensitive value. @throws KdeployError `secrets-in-output` */
function protect<Result>(
  { secrets }: RenderOptions,
  world: World,
  render: (maskAt: (place: Place) => Masker | undefined) => Result,
): Result {
  if (secrets === 'show') return render(() => undefined)
  let first: Place | undefined
  const result = render((place) => (value) => {
    first ??= place
    return world.masking.mask(value)
  })
  if (first === undefined || secrets === 'mask') return result
  throw new KdeployError({
    code: 'secrets-in-output',
    category: 'input',
    message: 'the output contains sensitive values and does not go to a terminal',
    place: first,
    hint: 'use --show-secrets to print them, or --mask to print tokens instead (never apply that output); set sensitive: false on a source that holds no secrets',
  })
}

function namesOf({ project, profile }: OpenedProfile, { only }: Pick<RenderOptions, 'only'>): readonly string[] {
  if (only.length === 0) return profile.templates
  const wanted = project.selectTemplates({ value: only, place: { file: templateOption } })
  return profile.templates.filter((template) => wanted.includes(template))
}
