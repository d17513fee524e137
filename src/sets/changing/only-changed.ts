import { joinNames } from '../../counts.ts'
import { throwCollected } from '../../errors.ts'
import type { World } from '../../workflow/run/world.ts'
import { type Choice, type ChosenSet, chooseReleases } from '../choosing/select.ts'
import { type ChangedInput, changedReleases } from './changed.ts'
import type { ChangedReleases } from './changes.ts'

/** Releases that a line names; more are counted. */
const mostNamed = 12

/**
 * Chooses those of a choice, by default of all profiles, that changed since a commit; what they need comes with them only where that is
 * chosen, too. None changed: the set is empty. `notices` say what was found. @throws KdeployError as changedReleases and
 * chooseReleases do, and for what can't be rendered as it is now
 */
export async function chooseChanged(
  choice: Choice,
  { since, given }: Pick<ChangedInput, 'since' | 'given'>,
  world: World,
): Promise<ChosenSet> {
  const all = { ...choice, profiles: choice.profiles.length === 0 ? ['*'] : choice.profiles }
  const possible = await chooseReleases({ ...all, withNeeds: false }, world)
  const changed = await changedReleases({ since, given, profiles: all.profiles, clusters: all.clusters }, world)
  throwCollected(
    changed.problems.flatMap(({ error }) => (error.problems.length > 0 ? error.problems : [error])),
    (count) => `${count} problems keep releases from being rendered as they are now`,
  )
  const labels = new Set(changed.changes.map(({ release }) => release.label))
  const notices = noticesOf(changed, possible)
  const own = possible.releases.filter(({ label }) => labels.has(label))
  if (own.length === 0) return { ...possible, releases: [], before: new Map(), isSingle: false, notices }
  const profiles = new Set(own.map(({ profile }) => profile))
  const chosen = await chooseReleases({ ...all, profiles: [...profiles] }, world)
  // What comes besides is needed.
  const releases = chosen.releases.filter(({ profile, label }) => labels.has(label) || !profiles.has(profile))
  const kept = new Set(releases.map(({ label }) => label))
  const before = [...chosen.before].filter(([label]) => kept.has(label))
  return {
    ...chosen,
    releases,
    before: new Map(before.map(([label, others]) => [label, others.filter((other) => kept.has(other))])),
    isSingle: false,
    notices,
  }
}

function noticesOf({ changes, since, uncommitted, outside }: ChangedReleases, { releases }: ChosenSet): string[] {
  const name = since.commit.startsWith(since.revision) ? '' : ` (${since.revision})`
  const labels = new Set(releases.map(({ label }) => label))
  const own = changes.filter(({ release }) => labels.has(release.label))
  const which = own.length === 0 ? '' : `: ${joinNames(own, mostNamed, ({ release }) => release.label)}`
  const removed = changes.filter(({ state }) => state === 'removed')
  const others = outside.filter(({ release }) => labels.has(release.label))
  return [
    `${own.length} of ${releases.length} releases changed since ${since.commit.slice(0, 9)}${name}${which}`,
    ...(removed.length === 0
      ? []
      : [`removed since then, and not deleted: ${joinNames(removed, mostNamed, ({ release }) => release.label)}`]),
    ...(uncommitted.length === 0
      ? []
      : [`not committed, and compared as on disk: ${joinNames(uncommitted, mostNamed)}`]),
    ...(others.length === 0
      ? []
      : [
          `left out although what they read elsewhere may have changed, too: ${joinNames(others, mostNamed, ({ release }) => release.label)}`,
        ]),
  ]
}
