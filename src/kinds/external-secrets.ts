import { parseDuration } from '../duration.ts'
import { conditionOf, countAt, textAt } from '../manifest/fields.ts'
import type { KubeObject } from '../manifest/types.ts'
import { recentWarnings } from './causes/object-events.ts'
import { conditionCause, distinctCauses } from './rules/condition-cause.ts'
import type { Kind } from './rules/kind.ts'
import { progressing, ready, unseen } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'
import { isFresh } from './rules/reports.ts'

/**
 * Ready by the condition of that name (external-secrets.io, API specification); its details are in events. Never failed early: the
 * operator tries again, and what the provider lacks, or the store, may come.
 */
function external(
  kind: string,
  children: Kind['children'],
  isSeen: (object: KubeObject, now: number) => boolean,
): Kind {
  return {
    group: 'external-secrets.io',
    kind,
    children,
    progressLimit: 2 * minute,
    assess(object, { events }, now) {
      const isReady = conditionOf(object, 'Ready')
      if (isReady === undefined || isReady.status === 'Unknown') return unseen()
      if (isReady.status === 'True') return isSeen(object, now) ? ready(wordsOf(isReady.reason)) : unseen()
      const cause = conditionCause(isReady, 'not ready yet')
      return progressing(cause.message, distinctCauses([...recentWarnings(events, object), cause]))
    },
  }
}

/** What makes an object ready, where it isn't that its Secret is synchronized or its store valid. */
function wordsOf(reason: string): string {
  const words: Readonly<Record<string, string>> = {
    SecretDeleted: 'ready: the provider has nothing, so its Secret was deleted',
    SecretMissing: 'ready: there is no Secret that it could merge into',
    ValidationUnknown: 'ready, though its provider cannot be checked',
  }
  return words[reason] ?? 'ready'
}

/**
 * Whether it was synchronized since its last change: status.syncedResourceVersion begins with the generation. One that is
 * synchronized only once keeps the first.
 */
function isSynced(object: KubeObject): boolean {
  const [, generation] = /^(\d+)-/.exec(textAt(object, 'status', 'syncedResourceVersion')) ?? []
  const isOnce = textAt(object, 'spec', 'refreshPolicy') === 'CreatedOnce'
  const isNever = parseDuration(textAt(object, 'spec', 'refreshInterval').replace(/^0$/, '0s')) === 0
  const followsChanges = !isOnce && (!isNever || textAt(object, 'spec', 'refreshPolicy') === 'OnChange')
  return generation === undefined || !followsChanges || Number(generation) >= countAt(object, 'metadata', 'generation')
}

export const externalSecretsKinds: readonly Kind[] = [
  external('ExternalSecret', ['Event'], isSynced),
  external('SecretStore', ['Event'], isFresh),
  external('ClusterSecretStore', [], isFresh),
]
