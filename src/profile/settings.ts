import type { Place } from '../errors.ts'
import type { ProfileFile } from './profile-file.ts'

/** A setting and where it is written. */
export interface Placed<T> {
  readonly value: T
  readonly place: Place
}

/** What a profile's layers decide together, besides variables. */
export interface Settings {
  /** May be a template, as may kubeContext. */
  readonly namespace: Placed<string> | undefined
  readonly kubeContext: Placed<string> | undefined
  /** Globs of template names; undefined: every template that isn't a partial. */
  readonly templates: Placed<readonly string[]> | undefined
  readonly guard: Guard
  readonly confirm: boolean
  /** May be templates. */
  readonly needs: readonly Placed<string>[]
}

/** What a command must find before it asks a cluster or runs a program for a profile, else it stops. */
export interface Guard {
  readonly kubeContext?: Placed<string> | undefined
  /** The UID of the namespace kube-system. */
  readonly cluster?: Placed<string> | undefined
  readonly namespace?: Placed<string> | undefined
}

/** Later layers win, key by key; the keys of `guard` each for itself. */
export function settingsOf(layers: readonly ProfileFile[]): Settings {
  const last = <T>(pick: (layer: ProfileFile) => T | undefined, path: readonly string[]): Placed<T> | undefined => {
    const layer = layers.findLast((candidate) => pick(candidate) !== undefined)
    const value = layer && pick(layer)
    return layer === undefined || value === undefined ? undefined : { value, place: layer.placeOf(path) }
  }
  return {
    namespace: last(({ settings }) => settings.namespace, ['namespace']),
    kubeContext: last(({ settings }) => settings.kubeContext, ['kubeContext']),
    templates: last(({ settings }) => settings.templates, ['templates']),
    guard: {
      kubeContext: last(({ settings }) => settings.guard?.kubeContext, ['guard', 'kubeContext']),
      cluster: last(({ settings }) => settings.guard?.cluster, ['guard', 'cluster']),
      namespace: last(({ settings }) => settings.guard?.namespace, ['guard', 'namespace']),
    },
    confirm: last(({ settings }) => settings.confirm, ['confirm'])?.value ?? false,
    needs: needsOf(layers),
  }
}

/** As lists go: the last layer that has one counts alone. */
function needsOf(layers: readonly ProfileFile[]): readonly Placed<string>[] {
  const layer = layers.findLast(({ settings }) => settings.needs !== undefined)
  return (layer?.settings.needs ?? []).map((value, index) => ({
    value,
    place: layer?.placeOf(['needs', index]) ?? { file: '' },
  }))
}
