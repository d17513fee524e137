import { type Command, Option } from 'commander'
import type { ClusterTarget } from '../../workflow/run/world.ts'
import { collect } from './repeatable.ts'

/** Options that choose the cluster and who asks it, as kubectl has them. */
export interface ClusterOptions {
  readonly context?: string | undefined
  readonly kubeconfig?: string | undefined
  readonly as?: string | undefined
  readonly asUid?: string | undefined
  readonly asGroup?: readonly string[] | undefined
}

/** `--as` and what belongs to it, for each command that takes a kubeconfig. */
export function addImpersonation(command: Command): Command {
  if (!command.options.some(({ long }) => long === '--kubeconfig')) return command
  return command
    .option('--as <user>', "impersonate this user in every request (default: the kubeconfig's)")
    .option('--as-uid <uid>', 'UID to impersonate, with --as')
    .addOption(new Option('--as-group <group>', 'group to impersonate, with --as; repeatable').argParser(collect))
}

export function targetOf({ context, kubeconfig, as, asUid, asGroup = [] }: ClusterOptions): ClusterTarget {
  const isAs = as !== undefined || asUid !== undefined || asGroup.length > 0
  const impersonation = isAs ? { as: { user: as, uid: asUid, groups: asGroup } } : {}
  return { kubeContext: context, kubeconfig, ...impersonation }
}
